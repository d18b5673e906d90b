using System.Globalization;
using Slipway.Containers;
using Slipway.Errors;

namespace Slipway.Supervisor.Containers;

/// <summary>How a container ended, in the words that processes have.</summary>
internal static class ContainerEnd
{
    // As shells do it: 128 and the signal's number.
    private const int Signals = 128;
    private const int MostSignals = 64;
    private const int Sigkill = 9;

    /// <param name="state">Not running.</param>
    /// <param name="wasKilled">By us.</param>
    /// <param name="sawOutOfMemory">Its control group counted a process that was killed for want of memory.</param>
    public static string Tell(ContainerState state, bool wasKilled, bool sawOutOfMemory)
    {
        var isKill = state.ExitCode == Signals + Sigkill;
        if (state.WasOutOfMemory || (isKill && sawOutOfMemory))
            return "out of memory";
        // Podman does not always notice; nobody else kills in most cases, and the limit is what a reader has to know.
        if (isKill && !wasKilled && state.MemoryBytes is { } limit)
            return $"killed by signal 9, probably out of memory ({ByteSize.Of(limit)} are allowed)";
        var end = state.ExitCode is > Signals and <= Signals + MostSignals
            ? $"killed by signal {Text(state.ExitCode - Signals)}"
            : $"exit code {Text(state.ExitCode)}";
        return state.Error is null ? end : $"{end} ({state.Error})";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
