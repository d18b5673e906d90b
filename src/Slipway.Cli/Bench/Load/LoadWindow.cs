namespace Slipway.Cli.Bench.Load;

/// <summary>The part of a run that counts, in nanoseconds of its clock; before it the server warms up.</summary>
/// <param name="Start">The first instant of it.</param>
/// <param name="End">The first instant after it.</param>
internal readonly record struct LoadWindow(long Start, long End)
{
    public bool Contains(long instant) => instant >= Start && instant < End;
}
