using System.CommandLine;
using System.CommandLine.Help;
using Slipway.Cli.Bench;
using Slipway.Cli.Fleets;
using Slipway.Cli.Fleets.Logs;
using Slipway.Cli.Fleets.Plans;
using Slipway.Cli.Fleets.Releases;
using Slipway.Cli.Fleets.Replicas;
using Slipway.Cli.Images.Build;
using Slipway.Cli.Images.Dockerfile;
using Slipway.Cli.Images.Models;
using Slipway.Cli.Images.Run;
using Slipway.Cli.Kubernetes;
using Slipway.Cli.Predict;
using Slipway.Cli.Signatures;

namespace Slipway.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class CommandTree
{
    public static Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Show the details of failures.", Recursive = true };

    public static RootCommand Create(CliEnvironment environment)
    {
        var root = new RootCommand("Slipway turns a trained model into a microservice with REST and gRPC.")
        {
            new ServeCommand(environment),
            new UpCommand(environment),
            new StatusCommand(environment),
            new TopCommand(environment),
            new LogsCommand(environment),
            new HistoryCommand(environment),
            new ScaleCommand(environment),
            new RestartCommand(environment),
            new DeployCommand(environment),
            new PromoteCommand(environment),
            new PauseCommand(environment),
            new ResumeCommand(environment),
            new RollbackCommand(environment),
            new SplitCommand(environment),
            new DownCommand(environment),
            new ValidateCommand(environment),
            new PlanCommand(environment),
            new RenderCommand(environment),
            new ConvertCommand(environment),
            new InspectCommand(environment),
            new InferCommand(environment),
            new PredictCommand(environment),
            new ImportCommand(environment),
            new BuildCommand(environment),
            new RunCommand(environment),
            new PushCommand(environment),
            new PullCommand(environment),
            new DockerfileCommand(environment),
            new KubernetesCommand(environment),
            new ModelsCommand(environment),
            new RuntimesCommand(environment),
            new NewCommand(environment),
            new BenchCommand(environment),
            new SignCommand(environment),
            new VerifyCommand(environment),
            new KeygenCommand(environment),
            new CompletionCommand(environment),
            new DocsCommand(environment),
            Verbose,
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            if (help.Action is HelpAction standard)
                help.Action = new HelpWithExamples(standard);
        }

        return root;
    }
}
