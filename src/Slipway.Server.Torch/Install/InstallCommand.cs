using System.CommandLine;
using Slipway.Errors;
using Slipway.Runtimes.Torch.Installation;
using Slipway.Server.Serve;

namespace Slipway.Server.Torch.Install;

/// <summary>Puts libtorch into the user's cache, where it is not there yet. <c>slipway serve</c> runs it first.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        var source = new Option<string?>("--source")
        {
            Description = "A folder of packages, or the address of a package source, in place of the configured ones.",
        };
        var dotnet = new Option<string>("--dotnet")
        {
            Description = "The dotnet of an SDK.",
            DefaultValueFactory = _ => "dotnet",
        };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing where all is there." };
        var command = new Command("install", "Fetch libtorch, once.") { source, dotnet, quiet };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    new TorchInstallOptions
                    {
                        Source = result.GetValue(source),
                        Dotnet = result.GetRequiredValue(dotnet),
                    },
                    result.GetValue(quiet),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        TorchInstallOptions options,
        bool quiet,
        CancellationToken cancellationToken
    )
    {
        using var progress = new InstallProgress(
            Console.Error,
            DownloadBar.HasTerminal ? DownloadBar.TerminalWidth : null
        );
        try
        {
            var installed = await TorchInstaller.EnsureAsync(
                options with
                {
                    Started = progress.Start,
                    Waiting = progress.Wait,
                    Progress = progress.Report,
                },
                cancellationToken
            );
            progress.Dispose();
            if (installed || !quiet)
            {
                await Console.Error.WriteLineAsync(
                    $"libtorch {TorchInstaller.Version} is in {TorchInstaller.Folder} "
                        + $"({ByteSize.Of(TorchInstaller.TotalBytes)})."
                );
            }

            return ExitCodes.Ok;
        }
        catch (ServingException error)
        {
            progress.Dispose();
            await Console.Error.WriteLineAsync($"slipway: {error.Message}");
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            await Console.Error.WriteLineAsync("slipway: interrupted; nothing was installed.");
            return ExitCodes.Failed;
        }
    }
}
