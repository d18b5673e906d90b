using System.Runtime.InteropServices;

namespace Slipway.Cli;

/// <summary>
/// The signals that ask the process to end. They never end it at once: a command winds up first, and a server that
/// it runs ends before it. A second Ctrl+C during a command that only waits ends the process the hard way.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancelled.Token;

    /// <summary>The exit code that the last signal asks for; null where there was none.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Raised for every signal, on a thread of the runtime.</summary>
    public event Action<PosixSignal>? Received;

    /// <summary>True while a command, or the child process that it runs, answers the signals: then none of them ends this process.</summary>
    public bool CommandDecides { get; set; }

    public static TerminationSignals Listen()
    {
        var signals = new TerminationSignals();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            signals._registrations.Add(PosixSignalRegistration.Create(signal, signals.Handle));
        }

        return signals;
    }

    public void Raise(PosixSignal signal)
    {
        ExitCode = signal == PosixSignal.SIGINT ? ExitCodes.Interrupted : ExitCodes.Terminated;
        Received?.Invoke(signal);
        _cancelled.Cancel();
    }

    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _cancelled.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = CommandDecides || !_cancelled.IsCancellationRequested;
        Raise(context.Signal);
    }
}
