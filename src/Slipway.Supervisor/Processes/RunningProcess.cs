using System.Globalization;
using Slipway.Errors;
using Slipway.Supervisor.Limits;

namespace Slipway.Supervisor.Processes;

/// <summary>A process that was started by this supervisor, or by one before it.</summary>
/// <param name="identity">Which.</param>
/// <param name="group">Its limits; null where none could be set.</param>
/// <param name="watchedMemory">What it may take where nothing but watching holds it to that, in bytes.</param>
/// <param name="remark">What of its limits does not hold.</param>
internal sealed class RunningProcess(ProcessIdentity identity, Cgroup? group, long? watchedMemory, string? remark)
    : IRunningReplica
{
    private string? _end;
    private string? _killed;

    public string Identity => identity.ToString();

    public int? ProcessId => identity.Id;

    public string? Remark => remark;

    public string? HowItEnded()
    {
        if (_end is not null)
            return _end;
        if (watchedMemory is { } limit && _killed is null && MemoryBytes() is var bytes && bytes > limit)
        {
            _killed = $"out of memory ({ByteSize.Of(bytes)}; {ByteSize.Of(limit)} are allowed)";
            Kill();
        }

        // A child is reaped by us; one that another supervisor started belongs to init, which does not tell us.
        var isChild = NativeProcess.TryReap(identity.Id, out var reaped);
        // Of a child the system's word counts alone: while its last threads end it looks dead and cannot be reaped yet.
        if (isChild ? reaped is null : identity.IsAlive)
            return null;
        return _end =
            group?.WasOutOfMemory() == true ? "out of memory" : _killed ?? reaped ?? "ended while nobody watched";
    }

    public void Terminate() => Signal(NativeProcess.Sigterm);

    public void Kill() => Signal(NativeProcess.Sigkill);

    public long MemoryBytes()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        try
        {
            // proc(5): statm's second field is the resident set, in pages.
            var pages = File.ReadAllText($"/proc/{identity.Id}/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    public void Forget() => group?.Delete();

    private void Signal(int signal)
    {
        if (_end is null && identity.IsAlive)
            _ = NativeProcess.Signal(identity.Id, signal);
    }
}
