"""The GVSES trading dashboard, composed of the components that the package `sentry_iac` brings."""

from components.trading_dashboard import TradingDashboard

__all__ = ["TradingDashboard"]
