"""Queueing mathematics for planning: the public names, numpy arrays in and out.

Belongs here: the surface other floors import. Not here: formulas (erlang_c, erlang_a, shown_level), targets (agents_targets), search
(agents_search).

Every function broadcasts its arguments like numpy does and returns the common shape; plain numbers give a numpy scalar. Loads are in
erlangs (calls per second times handle time in seconds), times in seconds, shares 0 to 1. Nothing returns NaN.
"""

from assets.methods.erlang_a import ErlangA, erlang_a
from assets.methods.erlang_c import erlang_b, erlang_c, service_level, speed_of_answer
from assets.methods.required_agents import (
    AgentsByTarget,
    agents_by_target,
    required_agents,
    required_agents_fractional,
)
from assets.methods.scheduled_agents import scheduled_agents
from assets.methods.shown_level import FORMULAS, shown_level

__all__ = [
    "FORMULAS",
    "AgentsByTarget",
    "ErlangA",
    "agents_by_target",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "required_agents",
    "required_agents_fractional",
    "scheduled_agents",
    "service_level",
    "shown_level",
    "speed_of_answer",
]
