using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Errors;

namespace Slipway.Serving.Imports;

/// <summary>
/// One run of the importers' program. Reading another framework's file takes parsers that a hostile one may hurt, so it is
/// done by a process that may be killed: for taking too long, or too much memory.
/// </summary>
internal static class ImporterProcess
{
    private const int Refused = 3;

    // The heap is limited from inside, which ends in an orderly failure; the whole process from outside, with what the
    // runtime and mapped files take on top.
    private const double OutsideShare = 1.25;
    private const long OutsideBytes = 256L << 20;

    private const int MostOutput = 4 << 20;
    private const int LastWords = 500;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Imports a path into a folder.</summary>
    /// <exception cref="ServingException">It cannot be imported, or not within the limits.</exception>
    public static async Task RunAsync(
        ImportOptions options,
        string program,
        string model,
        string path,
        string format,
        string folder,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(program, options, ["import", path, "--output", folder, "--format", format]);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(options.TimeLimit);
        var output = ReadAsync(process.StandardOutput);
        var error = ReadAsync(process.StandardError);
        var tooMuch = false;
        try
        {
            while (!await ExitsAsync(process, ending.Token))
            {
                tooMuch = MemoryOf(process) > options.MemoryLimit * OutsideShare + OutsideBytes;
                if (tooMuch)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(
                ServingErrorCode.FailedPrecondition,
                "import-too-slow",
                $"Importing model '{model}' took longer than {options.TimeLimit.TotalSeconds:0} s and was ended."
            );
        }

        if (tooMuch)
        {
            await EndAsync(process);
            throw TooLarge(model, options);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode == 0)
            return;
        var words = await error;
        if (process.ExitCode == Refused)
            throw Refusal(model, path, await output);
        throw words.Contains("OutOfMemoryException", StringComparison.Ordinal)
            ? TooLarge(model, options)
            : Failure(
                ServingErrorCode.Internal,
                "import-failed",
                $"Importing model '{model}' failed unexpectedly (exit code {process.ExitCode}): {End(words)}"
            );
    }

    private static Process Start(string program, ImportOptions options, IReadOnlyList<string> arguments)
    {
        var isLibrary = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isLibrary ? Host() : program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in isLibrary ? arguments.Prepend(program) : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The runtime reads hexadecimal digits.
        start.Environment["DOTNET_GCHeapHardLimit"] = options.MemoryLimit.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_NOLOGO"] = "1";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw Failure(
                ServingErrorCode.FailedPrecondition,
                "importer-missing",
                $"The importers' program '{program}' cannot be started: {e.Message}"
            );
        }
    }

    // The one that runs this server, where one does.
    private static string Host() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet"
        );

    private static async Task<bool> ExitsAsync(Process process, CancellationToken cancellationToken)
    {
        using var glance = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        glance.CancelAfter(Glance);
        try
        {
            await process.WaitForExitAsync(glance.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static long MemoryOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
            return 0;
        }
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    // To the end, so that the process is not held up; what is too much is thrown away.
    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var read)
        {
            if (text.Length < MostOutput)
                text.Append(buffer, 0, read);
        }

        return text.ToString();
    }

    private static ServingException Refusal(string model, string path, string output)
    {
        ImporterReply? reply = null;
        try
        {
            reply = JsonSerializer.Deserialize(output, ImportContext.Default.ImporterReply);
        }
        catch (JsonException)
        {
            // Then there is nothing to be told but that.
        }

        var problems = reply?.Problems is { Count: > 0 } all ? $" {string.Join(" ", all)}" : "";
        return Failure(
            ServingErrorCode.Unsupported,
            reply?.Reason ?? "import-failed",
            $"Model '{model}' ({Path.GetFileName(path)}) cannot be imported: {reply?.Message ?? End(output)}{problems}"
        );
    }

    private static ServingException TooLarge(string model, ImportOptions options) =>
        Failure(
            ServingErrorCode.FailedPrecondition,
            "import-too-large",
            $"Importing model '{model}' took more than {options.MemoryLimit >> 20} MB of memory and was ended. "
                + "If the model is as large as that, raise the limit with --import-memory."
        );

    private static ServingException Failure(ServingErrorCode code, string reason, string message) =>
        new(code, message) { Reason = reason };

    private static string End(string text) =>
        text.Trim() is var trimmed && trimmed.Length <= LastWords ? trimmed : $"…{trimmed[^LastWords..]}";
}
