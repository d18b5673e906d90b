using System.ComponentModel;
using System.Diagnostics;
using Slipway.Runtimes.Torch.Native;

namespace Slipway.Runtimes.Torch.Installation;

/// <summary>
/// Has NuGet fetch the packages into a folder of their own: a project that only names them is restored. The sources, their
/// credentials and the proxy are those of the user's configuration.
/// </summary>
internal static class PackageRestore
{
    // The packages in NuGet's own cache, copied, and unpacked with what is not needed of them.
    private const long BytesOnTheWay = 790_000_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Gives the folder of packages.</summary>
    public static async Task<string> RunAsync(
        string staging,
        TorchInstallOptions options,
        CancellationToken cancellationToken
    )
    {
        var work = Directory.CreateDirectory(Path.Combine(staging, "restore")).FullName;
        var packages = Path.Combine(work, "packages");
        WriteProject(work);
        var start = new ProcessStartInfo(options.Dotnet)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = work,
        };
        foreach (var argument in Arguments(packages, options))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // On the way, everything lies in the staging folder, where its size is the progress and nothing is left of it.
        start.Environment["NUGET_HTTP_CACHE_PATH"] = Path.Combine(work, "http");
        start.Environment["NUGET_SCRATCH"] = Path.Combine(work, "scratch");
        var (exitCode, output) = await RunAsync(start, work, options, cancellationToken).ConfigureAwait(false);
        return exitCode == 0 ? packages : throw InstallErrors.RestoreFailed(output);
    }

    private static IEnumerable<string> Arguments(string packages, TorchInstallOptions options)
    {
        yield return "restore";
        yield return "libtorch.csproj";
        yield return "--packages";
        yield return packages;
        yield return "-nologo";
        yield return "-nodeReuse:false";
        yield return $"-p:RestoreRootConfigDirectory={options.WorkingDirectory}";
        if (options.Source is { } source)
        {
            yield return "--source";
            yield return Directory.Exists(source) ? Path.GetFullPath(source) : source;
        }
    }

    private static void WriteProject(string folder)
    {
        var downloads = LibTorch
            .Files.Select(file => $"""<PackageDownload Include="{file.Package}" Version="[{file.PackageVersion}]" />""")
            .Distinct();
        File.WriteAllText(
            Path.Combine(folder, "libtorch.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{string.Concat(downloads)}</ItemGroup>
            </Project>
            """
        );
        // Files of these names further up would have their say.
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            File.WriteAllText(Path.Combine(folder, name), "<Project />");
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        ProcessStartInfo start,
        string watched,
        TorchInstallOptions options,
        CancellationToken cancellationToken
    )
    {
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw InstallErrors.NoSdk(error);
        }

        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                var ended = process.WaitForExitAsync(cancellationToken);
                while (await Task.WhenAny(ended, Task.Delay(Pause, cancellationToken)).ConfigureAwait(false) != ended)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    options.Progress?.Invoke(Math.Min(BytesIn(watched), BytesOnTheWay), BytesOnTheWay);
                }

                await ended.ConfigureAwait(false);
                return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }
    }

    // Files come and go while they are counted.
    private static long BytesIn(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
