"""Paths: policy graphs, and the ways that records take through them."""

from __future__ import annotations

from nonesuch.generators.paths.graph import Graph, compile_graph
from nonesuch.generators.paths.model import END, Edge, PathSpec, StepSpec
from nonesuch.generators.paths.walk import walk

__all__ = ["END", "Edge", "Graph", "PathSpec", "StepSpec", "compile_graph", "walk"]
