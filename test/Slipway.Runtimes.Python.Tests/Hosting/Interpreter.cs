using System.Diagnostics;

namespace Slipway.Runtimes.Python.Tests.Hosting;

/// <summary>An interpreter of this machine that has some modules; a test without one is skipped.</summary>
internal static class Interpreter
{
    private static readonly Dictionary<string, string?> Known = [];

    public static string With(params string[] modules)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Python models are not served on Windows.");
        var import = string.Join(", ", (string[])["sys", .. modules]);
        lock (Known)
        {
            if (!Known.TryGetValue(import, out var found))
            {
                found = Candidates().FirstOrDefault(path => CanImport(path, import));
                Known[import] = found;
            }

            Assert.SkipWhen(found is null, $"No python3 here can 'import {import}'.");
            return found!;
        }
    }

    private static IEnumerable<string> Candidates() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/bin")
            .Select(folder => Path.Combine(folder, "python3"))
            .Where(File.Exists);

    private static bool CanImport(string interpreter, string import)
    {
        using var process = Process.Start(
            new ProcessStartInfo(interpreter, ["-c", $"import {import}; assert sys.version_info >= (3, 9)"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
