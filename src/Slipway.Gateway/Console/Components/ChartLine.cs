namespace Slipway.Gateway.Console.Components;

/// <summary>A line of a chart.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Points">Oldest first; null: there was nothing to measure.</param>
public sealed record ChartLine(string Name, IReadOnlyList<(DateTimeOffset At, double? Value)> Points);
