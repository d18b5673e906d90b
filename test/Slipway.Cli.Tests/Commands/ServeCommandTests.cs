using System.Runtime.InteropServices;
using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Commands;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task Serve_Options_ArePassedOnAndTheServersCodeReturned()
    {
        using var folder = new TempFolder();
        using var host = new CliHost
        {
            Server = FakeServer.Create(folder, """echo "$@" > "$(dirname "$0")/arguments"; exit 3"""),
        };

        var result = await host.RunAsync(
            "serve",
            folder.Path,
            "--name",
            "iris",
            "--http-port",
            "0",
            "--readiness",
            "lenient"
        );

        result.Code.Should().Be(3);
        var arguments = await File.ReadAllTextAsync(folder["arguments"], TestContext.Current.CancellationToken);
        arguments
            .Trim()
            .Should()
            .Be(
                $"serve {folder.Path} --name iris --http-port 0 --parent-pid {Environment.ProcessId} --readiness lenient"
            );
    }

    [Fact]
    public async Task Serve_KeysOfSignatures_ArePassedOnByTheirWholePaths()
    {
        using var folder = new TempFolder();
        using var host = new CliHost
        {
            Server = FakeServer.Create(folder, """echo "$@" > "$(dirname "$0")/arguments"; exit 0"""),
        };
        string[] keys = ["--require-signature", "one.pub", "--require-signature", folder["two.pub"]];

        await host.RunAsync(["serve", "oci://registry.example/iris:1", .. keys]);

        (await File.ReadAllTextAsync(folder["arguments"], TestContext.Current.CancellationToken))
            .Should()
            .Contain($"--require-signature {Path.GetFullPath("one.pub")} --require-signature {folder["two.pub"]}");
    }

    [Fact]
    public async Task Serve_DashesBehindAModel_SaysThatTheyAreForAProject()
    {
        using var folder = new TempFolder();
        folder.Write("model/model.onnx", "");
        using var host = new CliHost();
        var result = await host.RunAsync("serve", folder["model"], "--", "--ner", "x");
        result.Code.Should().Be(2);
        result.Error.Should().Contain("'--' (--ner x) is for the program of a project");
    }

    [Fact]
    public async Task Serve_FolderWithAProjectAmongModels_SaysThatItIsNotServed()
    {
        using var folder = new TempFolder();
        folder.Write("models/iris/model.onnx", "");
        folder.Write("models/facts/Facts.csproj", "");
        using var host = new CliHost { Server = FakeServer.Create(folder, "exit 0") };
        var result = await host.RunAsync("serve", folder["models"]);
        result.Code.Should().Be(0);
        result.Error.Should().Contain($"{folder["models/facts"]} is a project of its own").And.NotContain("iris is");
    }

    [Theory]
    [InlineData("is a program of its own", "service", "model")]
    [InlineData("--name and --import-memory: ", "service", "--name", "x", "--import-memory", "1GB")]
    [InlineData("holds 2 projects (A.csproj, B.csproj)", "two")]
    public async Task Serve_ProjectInAWayThatIsNone_IsRefused(string expected, params string[] arguments)
    {
        using var folder = new TempFolder();
        folder.Write("service/A.csproj", "");
        folder.Write("model/model.onnx", "");
        folder.Write("two/A.csproj", "");
        folder.Write("two/B.csproj", "");
        using var host = new CliHost();

        var result = await host.RunAsync([
            "serve",
            .. arguments.Select(argument => Directory.Exists(folder[argument]) ? folder[argument] : argument),
        ]);

        result.Code.Should().Be(2);
        result.Error.Should().Contain(expected);
    }

    [Fact]
    public async Task Serve_MistypedOption_IsToldApartFromAPath()
    {
        using var folder = new TempFolder();
        using var host = new CliHost();
        var result = await host.RunAsync("serve", folder.Path, "--http-prot", "80");
        result.Code.Should().Be(2);
        result.Error.Should().Contain("There is no option '--http-prot'").And.Contain("--help");
    }

    [Fact]
    public async Task Serve_SigtermToTheTool_ReachesTheServerWhoseCodeCounts()
    {
        using var folder = new TempFolder();
        using var host = new CliHost
        {
            Server = FakeServer.Create(
                folder,
                """
                trap 'exit 0' TERM
                : > "$(dirname "$0")/started"
                while :; do sleep 0.05; done
                """
            ),
        };
        using var watcher = new FileSystemWatcher(folder.Path, "started") { EnableRaisingEvents = true };
        var started = new TaskCompletionSource();
        watcher.Created += (_, _) => started.TrySetResult();

        var run = host.RunAsync("serve", folder.Path);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        host.Signals.Raise(PosixSignal.SIGTERM);
        var result = await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        result.Code.Should().Be(0);
    }
}
