using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Slipway.Errors;
using Slipway.Machine;
using Slipway.Runtimes.Python.Loading;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// The process of a worker, started and connected, with nothing of the protocol said yet. It has a group of its own and an
/// environment of its own, and is killed with all that it started when this is disposed.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int TooOld = 64;

    // Names folders of packages besides the interpreter's own: how images bring them.
    private const string PackagesVariable = "SLIPWAY_PYTHONPATH";

    // What an interpreter needs to be found and to speak; nothing else of the server's is a model's business.
    private static readonly string[] Inherited =
    [
        "PATH",
        "HOME",
        "LANG",
        "LC_ALL",
        "TZ",
        "TMPDIR",
        "LD_LIBRARY_PATH",
        "PYENV_ROOT",
        "PYENV_VERSION",
    ];

    private static readonly string[] ThreadCounts = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"];

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    // A process that left the group may hold the streams open; it is not waited for.
    private static readonly TimeSpan StreamLimit = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly OutputReader _errors;
    private readonly Task _streams;
    private readonly Task<string> _end;

    private int _exitCode;

    private WorkerProcess(Process process, WorkerSetup setup)
    {
        _process = process;
        Id = process.Id;
        var name = setup.Package.Name;
        var output = new OutputReader(process.StandardOutput, setup.Log, name, isError: false, TimeProvider.System);
        _errors = new OutputReader(process.StandardError, setup.Log, name, isError: true, TimeProvider.System);
        _streams = Task.WhenAll(output.RunAsync(), _errors.RunAsync());
        Exited = process.WaitForExitAsync(CancellationToken.None);
        _end = EndAsync();
    }

    public int Id { get; }

    /// <summary>Ends when the process does.</summary>
    public Task Exited { get; }

    /// <exception cref="ServingException">The interpreter cannot be started, or ended at once.</exception>
    public static async Task<(WorkerProcess Process, Socket Socket)> StartAsync(
        WorkerSetup setup,
        CancellationToken cancellationToken
    )
    {
        var path = setup.Folder.NextSocket();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        WorkerProcess process;
        try
        {
            process = new WorkerProcess(await ProcessStarter.StartAsync(Command(setup, path)), setup);
        }
        catch (Win32Exception error)
        {
            throw LoadErrors.NoInterpreter(setup.Package, $"'{setup.Interpreter}' cannot be started: {error.Message}");
        }

        try
        {
            process._process.StandardInput.Close();
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var accepted = listener.AcceptAsync(waiting.Token).AsTask();
            if (await Task.WhenAny(accepted, process.Exited) != accepted && !accepted.IsCompletedSuccessfully)
            {
                await waiting.CancelAsync();
                throw await process.WasRefusedAsync(setup);
            }

            return (process, await accepted);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Ends it and what it has started.</summary>
    public void Kill()
    {
        // One that has not come to making its group is still in the server's.
        if (!Signals.KillGroup(Id) && !Exited.IsCompleted)
            Signals.KillProcess(Id);
    }

    /// <summary>How it ended, with the last line that it wrote; waits a moment for the end.</summary>
    public async Task<string> DescribeEndAsync()
    {
        try
        {
            return await _end.WaitAsync(EndLimit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return "closed its connection.";
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await DescribeEndAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private static ProcessStartInfo Command(WorkerSetup setup, string socket)
    {
        var start = new ProcessStartInfo(setup.Interpreter)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = setup.Folder.Path,
        };
        string[] own = [setup.Folder.Script, socket, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];
        foreach (var argument in (IEnumerable<string>)[.. setup.Options.Arguments ?? [], "-u", .. own])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }

        if (Environment.GetEnvironmentVariable(PackagesVariable) is { Length: > 0 } packages)
            start.Environment["PYTHONPATH"] = packages;
        start.Environment["PYTHONUTF8"] = "1";
        // A file that appears in the model's folder would be taken for a change of the model.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var threads = setup.Options.Threads ?? Math.Max(1, CpuBudget.Current.Count / setup.Workers);
        foreach (var name in ThreadCounts)
        {
            start.Environment[name] = threads.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in setup.Options.Environment ?? [])
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task<string> EndAsync()
    {
        await Exited.ConfigureAwait(false);
        _exitCode = _process.ExitCode;
        try
        {
            await _streams.WaitAsync(StreamLimit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What came is what is told.
        }

        var last = _errors.Last;
        return Signals.Describe(_exitCode) + (last.Count > 0 ? $". Its last words: {last[^1]}" : ".");
    }

    private async Task<ServingException> WasRefusedAsync(WorkerSetup setup)
    {
        var how = await DescribeEndAsync();
        return _exitCode == TooOld
            ? LoadErrors.TooOld(setup.Package, setup.Interpreter)
            : LoadErrors.Died(setup.Package, $"({setup.Interpreter}) {how}");
    }
}
