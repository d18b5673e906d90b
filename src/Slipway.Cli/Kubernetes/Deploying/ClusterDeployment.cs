using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Running;

namespace Slipway.Cli.Kubernetes.Deploying;

/// <summary>
/// Brings a fleet into a cluster:
/// <code>
/// 1  the manifest, with everything that is wrong with it, as objects    FleetRendering
/// 2  what would change, shown                                          FleetApplier, DiffReport
/// 3  a question                                                        AgreeAsync
/// 4  the change                                                        FleetApplier
/// 5  readiness, or the cause                                           ClusterWait
/// </code>
/// </summary>
internal sealed class ClusterDeployment(CliEnvironment environment, DeployOptions options)
{
    private CliConsole Console => environment.Console;

    /// <summary>Before a cluster is asked.</summary>
    /// <exception cref="CliException">The manifest has problems, which were told, or Kubernetes cannot have it.</exception>
    public async Task<RenderedFleet> RenderAsync(CancellationToken cancellationToken)
    {
        var rendering = new FleetRendering(Console, options.Path, options.Rendering);
        var fleet = await rendering.RunAsync(options.Manifest, cancellationToken);
        await rendering.TellAsync(fleet);
        return fleet;
    }

    /// <returns>An exit code.</returns>
    public async Task<int> RunAsync(RenderedFleet rendered, ResourceApi api, CancellationToken cancellationToken)
    {
        var applier = new FleetApplier(api);
        var plan = await Console.WaitAsync(
            "Comparing with the cluster…",
            () => applier.PlanAsync(rendered, options.CreatesNamespace, cancellationToken)
        );
        DiffReport.Write(options.IsDryRun ? Console.Output : Console.Error, plan);
        if (options.IsDryRun)
            return plan.IsEmpty ? ExitCodes.Ok : ExitCodes.Differs;
        RefuseConflicts(plan);
        if (!plan.IsEmpty)
        {
            if (!Agrees(plan))
            {
                await Console.Error.WriteLineAsync("Nothing was changed.");
                return ExitCodes.Ok;
            }

            await applier.ApplyAsync(plan, options.TakesConflicts, Tell, cancellationToken);
        }

        if (options.Timeout is not { } timeout)
        {
            await Console.Output.WriteLineAsync(
                $"{plan.Scope.Name} is on its way; 'slipway status --target kubernetes' shows it."
            );
            return ExitCodes.Ok;
        }

        var fleet = new KubernetesFleet(api, plan.Scope, TimeProvider.System);
        await new ClusterWait(Console, fleet, plan.Scope).UntilReadyAsync(timeout, cancellationToken);
        return ExitCodes.Ok;
    }

    private void RefuseConflicts(ApplyPlan plan)
    {
        if (options.TakesConflicts || !plan.Conflicting.Any())
            return;
        var managers = plan.Conflicting.SelectMany(change => change.Conflicts).Select(each => each.Manager).Distinct();
        throw new CliException(
            ExitCodes.RequestRefused,
            $"Fields of {string.Join(", ", plan.Conflicting)} are of {string.Join(", ", managers.Order(StringComparer.Ordinal))}, as is told above; "
                + "nothing was changed. Leave them out of the manifest, or take them by --force-conflicts."
        );
    }

    private bool Agrees(ApplyPlan plan)
    {
        if (options.IsAgreed)
            return true;
        var answer =
            environment.Ask($"Change the namespace {plan.Scope.Namespace} so? [y/N]")
            ?? throw CliException.Usage(
                "Nobody is there to be asked, and nothing was changed. Say --yes to have it done, or --dry-run to see it alone."
            );
        return answer.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private void Tell(string line)
    {
        if (Console.ShowsProgress)
            Console.Error.WriteLine(CliConsole.Plain($"  {line}"));
    }
}
