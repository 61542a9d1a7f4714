# `make` alone lists the targets. Everything a target needs is set up by itself.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PYTHON := $(BIN)/python
MINHU := $(PYTHON) -m minhu

PORT ?= 8080
BOT_PORT ?= 8000
FILE ?= ../shared/data/messages_kind.jsonl
WORKERS ?= 2
TESTS ?=
ARGS ?=
TEST_DATABASE ?= postgresql+psycopg://root@127.0.0.1/postgres
TEST_REDIS ?= redis://127.0.0.1:6379/9

.PHONY: help
help:
	@awk -f tools/help.awk $(MAKEFILE_LIST)

## —— 先试试 Try it ——

.PHONY: run demo
run: setup ## 一条命令跑起演示：机器人、后台、模拟手机 (PORT=8080)
	@$(MINHU) run --port $(PORT) --bot-port $(BOT_PORT)

demo: run

## —— 开发 Develop ——

.PHONY: setup test test-services check format train migration lock screenshots clean
setup: ## 准备环境：虚拟环境、锁定的依赖、本项目（重复运行不花时间）
	@tools/setup.sh

test: setup train ## 全部测试，只用内嵌的 SQLite（TESTS=路径 只跑一部分）
	@tools/browser.sh
	@env -u MINHU_TEST_DATABASE -u MINHU_TEST_REDIS \
		$(PYTHON) -m pytest -n $(WORKERS) $(TESTS)

test-services: setup train ## 同一套测试，连本机的 PostgreSQL 和 Redis
	@$(PYTHON) tools/services.py $(TEST_DATABASE) $(TEST_REDIS)
	@tools/browser.sh
	@MINHU_TEST_DATABASE=$(TEST_DATABASE) MINHU_TEST_REDIS=$(TEST_REDIS) \
		$(PYTHON) -m pytest -n $(WORKERS) $(TESTS)

check: setup ## 格式、静态检查、类型、楼层、词表、文件卫生
	@tools/check.sh

format: setup ## 自动排版和能自动改的静态检查
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .

train: setup ## 训练主题模型（语料没变就跳过）
	@$(MINHU) train

migration: setup ## 按表的改动写迁移：make migration m="Add a column"
	@test -n "$(m)" || { echo '请写明改了什么：make migration m="…"'; exit 2; }
	@tools/migration.sh "$(m)"

lock: ## （需要 uv）重新锁定依赖版本
	@tools/lock.sh

screenshots: setup train ## 重新拍摄 README 里的手机页面 (docs/pictures)
	@tools/browser.sh
	@$(PYTHON) -m tools.screenshots

clean: ## 删除虚拟环境、缓存和本地数据
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	rm -rf var *.egg-info && find . -name __pycache__ -type d -prune -exec rm -rf {} +

## —— 测量 Measure ——

.PHONY: replay chaos bench bench-topics bench-knowledge corpus
replay: setup train ## 让一份真实消息走一遍 (FILE=… ARGS="--json PATH")
	@test -f "$(FILE)" || { echo "没有文件 $(FILE)：用 make replay FILE=… 指定一个" \
		"JSON-lines 文件，每行有 text 列。"; exit 2; }
	@$(MINHU) replay $(ARGS) "$(FILE)"

chaos: setup train ## 同上，中途杀掉机器人三次、停一次 Redis，看有没有丢或重
	@test -f "$(FILE)" || { echo "没有文件 $(FILE)：用 make chaos FILE=… 指定一个" \
		"JSON-lines 文件，每行有 text 列。"; exit 2; }
	@$(MINHU) chaos $(ARGS) "$(FILE)"

bench: setup train ## 每秒能处理多少条，与空回调相比 (SQLite 和 PostgreSQL)
	@if $(PYTHON) tools/services.py $(TEST_DATABASE); then \
		$(MINHU) bench --database $(TEST_DATABASE) $(ARGS); else $(MINHU) bench $(ARGS); fi

bench-topics: setup train ## 分类器的全部目标，一张表（真实消息在 ../shared/data，没有就跳过那几项）
	@$(MINHU) bench understanding $(ARGS)

bench-knowledge: setup train ## 知识库的全部目标，一张表（ARGS=--semantic 连语义一起量）
	@$(MINHU) bench knowledge $(ARGS)

corpus: setup ## 检查语料：有没有抄的、重复的、一个模子的
	@$(PYTHON) -m tools.corpus

## —— 部署 Deploy ——

.PHONY: image
image: ## 制作容器镜像 minhu:<版本>
	docker build -t minhu:$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml) -t minhu:latest .
