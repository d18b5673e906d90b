using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>What a run of the tool left.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    public string All => Output + Errors;
}

/// <summary>The tool while it runs.</summary>
public sealed partial class ToolRun : IAsyncDisposable
{
    public const int Sigint = 2;
    public const int Sigcont = 18;
    public const int Sigstop = 19;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly SemaphoreSlim _written = new(0);

    private ToolRun(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => Read(_output);

    /// <inheritdoc cref="Output"/>
    public string Errors => Read(_errors);

    /// <param name="arguments">Of the command line.</param>
    /// <param name="workingDirectory">Where the user is.</param>
    /// <param name="environment">Variables besides.</param>
    public static ToolRun Start(
        IEnumerable<string> arguments,
        string workingDirectory,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Cli, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ToolRun(start);
    }

    /// <summary>Waits until it has written a text to either stream.</summary>
    public async Task WaitForAsync(string text, CancellationToken cancellationToken)
    {
        while (!(Output + Errors).Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited && _written.CurrentCount == 0)
                throw new InvalidOperationException($"The tool ended without '{text}':\n{Output}{Errors}");
            await _written.WaitAsync(Limit, cancellationToken);
        }
    }

    public void Signal(int signal) => Signal(_process.Id, signal);

    /// <summary>Sends a signal to any process.</summary>
    public static void Signal(int process, int signal) => kill(process, signal).Should().Be(0);

    /// <summary>Waits until it ends.</summary>
    public async Task<ToolResult> WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The tool goes on and on:\n{Output}{Errors}", e);
        }

        return new ToolResult(_process.ExitCode, Output, Errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _written.Dispose();
    }

    private void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }

        _written.Release();
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int process, int signal);
}
