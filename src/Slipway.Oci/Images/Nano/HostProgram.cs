using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Oci.Images.Nano;

/// <summary>A program of the machine while it runs; ended when it is disposed before it ended by itself.</summary>
internal sealed class HostProgram : IDisposable
{
    private const int LongestError = 500;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly string _program;

    private HostProgram(Process process, string program)
    {
        (_process, _program) = (process, program);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <exception cref="Errors.ServingException">The machine has no such program.</exception>
    public static HostProgram Start(string program, IReadOnlyList<string> arguments, string? folder = null)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder ?? "",
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                // What it says is read here, and shown to people.
                Environment = { ["LC_ALL"] = "C.UTF-8" },
            };
            return new HostProgram(Process.Start(start)!, program);
        }
        catch (Win32Exception e)
        {
            throw OciErrors.Invalid(
                "no-packages",
                $"'{program}' cannot be started: {e.Message}. The base 'nano' is made of the packages of a Debian or Ubuntu "
                    + "machine; elsewhere name an image, or a layout on disk, with --base.",
                e
            );
        }
    }

    /// <summary>All that it writes, as text.</summary>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string? folder,
        CancellationToken cancellationToken
    )
    {
        using var running = Start(program, arguments, folder);
        var text = await running._process.StandardOutput.ReadToEndAsync(cancellationToken);
        await running.EndAsync(cancellationToken);
        return text;
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="Errors.ServingException">It failed; the message has its last words.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        var errors = (await _errors).Trim();
        if (_process.ExitCode != 0)
        {
            throw OciErrors.Invalid(
                "no-packages",
                $"'{_program}' failed with {_process.ExitCode}: {(errors.Length > LongestError ? "…" + errors[^LongestError..] : errors)}"
            );
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
