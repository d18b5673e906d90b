using System.Runtime.InteropServices;
using Slipway.Cli.Commands;
using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests;

public sealed class CliApplicationTests
{
    // Of which an image could be made, as far as its name says.
    private static readonly string SomeFile = Path.ChangeExtension(
        typeof(CliApplicationTests).Assembly.Location,
        ".pdb"
    );

    public static TheoryData<string[], string> WrongCommandLines { get; } =
        new()
        {
            { [], "slipway --help" },
            { ["serve"], "slipway serve --help" },
            { ["serve", "m.onnx", "--http-port", "70000"], "65535" },
            { ["serve", "m.onnx", "--log-level", "loud"], "loud" },
            { ["xyzzy"], "slipway: There is no command, option or argument 'xyzzy' here. Run" },
            { ["upp"], "slipway: There is no command, option or argument 'upp' here (did you mean 'up'?). Run" },
            { ["kubernetes", "instal"], "(did you mean 'install'?). Run 'slipway kubernetes --help'" },
            {
                ["serve", "m.onnx", "--http-prot", "1"],
                "There is no option '--http-prot' here (did you mean '--http-port'?)."
            },
            {
                ["up", "--targt", "process"],
                "slipway: There is no option '--targt' here (did you mean '--target'?). Run"
            },
            { ["up", "-q"], "'-q'" },
            { ["status", "--target", "kubernetes"], "fleet, or its manifest." },
            { ["infer", "http://h", "--format", "xml"], "xml" },
            { ["infer", "http://h", "--random", "--input", "x.json"], "exclude" },
            { ["infer", "http://h", "--random", "--timeout", "0"], "--timeout" },
            { ["infer", "http://h", "--image-scale", "bright"], "BLACK..WHITE" },
            { ["infer", "ftp://h", "--random"], "grpc://" },
            { ["completion", "cmd"], "cmd" },
            { ["infer", "http://h", "--random", "--shape", "x=1,a"], "--shape takes" },
            { ["bench", "http://h", "--rate", "5", "--concurrency", "5"], "exclude" },
            { ["bench", "http://h", "--concurrency", "1,x"], "whole numbers" },
            { ["bench", "http://h", "--concurrency", "0"], "from 1" },
            { ["bench", "http://h", "--rate", "1e9"], "1000000" },
            { ["bench", "http://h", "--arrivals", "constant"], "--rate" },
            { ["bench", "http://h", "--duration", "NaN"], "--duration" },
            { ["bench", "http://h", "--warmup", "-1"], "--warmup" },
            { ["bench", "http://h", "--deadline", "0"], "--deadline" },
            { ["bench", "http://h", "--duration", "1000000", "--interval", "0.1"], "--interval" },
            { ["bench", "http://h", "--connections", "2"], "gRPC" },
            { ["bench", "grpc://h", "--connections", "2", "--concurrency", "300"], "at least 3 connections" },
            { ["bench", "http://h", "--body", "x", "--input", "y"], "made already" },
            { ["bench", "http://h", "--body", "nowhere.json", "--path", "/x"], "nowhere.json" },
            { ["bench", "http://h", "--body", "nowhere.json"], "path" },
            { ["bench", "http://h", "--content-type", "x/y"], "--body" },
            { ["bench", "http://h", "--path", "/", "--header", "nonsense"], "NAME: VALUE" },
            { ["bench", "http://h", "--path", "/", "--method", "HEAD"], "HEAD" },
            { ["bench", "http://h", "--pid", "2147483647"], "2147483647" },
            { ["bench", "http://h", "--json", "/no/such/folder/x.json"], "/no/such/folder" },
            { ["bench", "models/iris"], "slipway serve" },
            { ["build", SomeFile], "--tag" },
            { ["build", SomeFile, "-t", "iris:1"], "names no registry" },
            { ["build", SomeFile, "-t", "r.example/iris@sha256:0"], "sha256" },
            { ["build", SomeFile, "-t", "iris:1", "-o", "somewhere"], "oci:FOLDER" },
            { ["build", SomeFile, "-t", "iris:1", "-o", "oci:x", "--platform", "linux"], "OS/ARCHITECTURE" },
            {
                ["build", SomeFile, "-t", "iris:1", "-o", "docker-archive:x", "--platform", "linux/amd64,linux/arm64"],
                "one platform"
            },
            { ["build", SomeFile, "-t", "iris:1", "-o", "oci:x", "--label", "nonsense"], "NAME=VALUE" },
            { ["build", SomeFile, "-t", "r.example/iris:1", "--chunk-size", "10"], "--chunk-size" },
            { ["build", SomeFile, "-t", "r.example/iris:1", "--ca-file", "nowhere.pem"], "nowhere.pem" },
            { ["run", "."], "slipway serve" },
            { ["run", "iris:1", "--engine", "lxc"], "podman" },
            { ["dockerfile", SomeFile, "--platform", "linux/amd64,linux/arm64"], "one platform" },
            { ["pull", "reg.example/iris:1", "--max-model-bytes", "0"], "--max-model-bytes" },
            { ["pull", "oci-archive:iris.tar"], "FOLDER" },
            { ["push", "models/iris", "docker-archive:iris.tar"], "oci:FOLDER:TAG" },
            { ["push", "models/iris", "iris:1"], "registry.example/iris:1" },
            { ["push", "models/iris", $"reg.example/iris@sha256:{new string('0', 64)}"], "write a tag" },
        };

    [Theory]
    [MemberData(nameof(WrongCommandLines))]
    public async Task Run_WrongCommandLine_IsOneLineOnStandardErrorAndCode2(string[] arguments, string part)
    {
        using var host = new CliHost();

        var result = await host.RunAsync(arguments);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Output.Should().BeEmpty();
        result.Error.Should().StartWith("slipway: ").And.Contain(part);
        result.Error.TrimEnd().Should().NotContain("\n");
    }

    [Fact]
    public async Task Run_Version_PrintsItAlone()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("--version");

        result.Code.Should().Be(0);
        result.Output.Should().MatchRegex(@"^\d+\.\d+\.\d+\S*\s*$");
    }

    [Fact]
    public async Task Run_HelpOfEveryCommand_EndsWithItsExamplesWhichParse()
    {
        using var environment = new CliHost();
        var root = CommandTree.Create(environment.Environment);
        foreach (var command in root.Subcommands.OfType<SlipwayCommand>())
        {
            using var host = new CliHost();
            var result = await host.RunAsync(command.Name, "--help");

            result.Code.Should().Be(0);
            command.Examples.Should().NotBeEmpty();
            foreach (var example in command.Examples)
            {
                result.Output.Should().Contain(example.Line);
                var line = example.Line[(example.Line.IndexOf("slipway ", StringComparison.Ordinal) + 8)..];
                var arguments = line.Split([')', '>'])[0].Split(" | ")[0];
                root.Parse(arguments).Errors.Should().BeEmpty($"'{example.Line}' is shown as an example");
            }
        }
    }

    [Theory]
    [InlineData("inf", "infer")]
    [InlineData("infer --form", "--format")]
    [InlineData("infer --format im", "image")]
    public async Task Run_SuggestDirective_CompletesTheWord(string line, string expected)
    {
        using var host = new CliHost();

        var result = await host.RunAsync($"[suggest:{line.Length}]", line);

        result.Output.Split('\n', StringSplitOptions.TrimEntries).Should().Contain(expected);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _slipway slipway")]
    [InlineData("zsh", "compdef _slipway slipway")]
    [InlineData("fish", "complete -c slipway")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Run_Completion_PrintsTheShellsScript(string shell, string part)
    {
        using var host = new CliHost();

        var result = await host.RunAsync("completion", shell);

        result.Code.Should().Be(0);
        result.Output.Should().Contain(part).And.Contain("[suggest:");
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, ExitCodes.Interrupted)]
    [InlineData(PosixSignal.SIGTERM, ExitCodes.Terminated)]
    public async Task Run_SignalDuringACommand_EndsItQuietlyWithTheSignalsCode(PosixSignal signal, int code)
    {
        using var host = new CliHost();
        host.Signals.Raise(signal);

        var result = await host.RunAsync("inspect", "http://127.0.0.1:1");

        (result.Code, result.Error).Should().Be((code, ""));
    }

    [Theory]
    [InlineData("--poll-seconds", "soon", "--poll-seconds takes a number, not 'soon'.")]
    [InlineData("--http-port", "http", "--http-port takes a whole number, not 'http'.")]
    public async Task Run_ValueOfAnotherType_IsRefusedInTheUsersWords(string option, string value, string expected)
    {
        using var host = new CliHost();

        var result = await host.RunAsync("serve", ".", option, value);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain(expected).And.NotContain("System.");
    }

    [Fact]
    public async Task Run_NoServerProgram_SaysWhereItLooked()
    {
        using var host = new CliHost();
        using var models = new TempFolder();

        var result = await host.RunAsync("serve", models.Path);

        result.Code.Should().Be(ExitCodes.Failure);
        result.Error.Should().Contain("where the test looks");
    }
}
