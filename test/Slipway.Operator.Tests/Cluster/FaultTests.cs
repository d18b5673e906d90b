using k8s;
using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Faults;
using Slipway.ApiServer.Workloads;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>
/// Whatever goes wrong between an operator and the API server, and whichever operator leads: in the end it is as it was declared,
/// and nobody else's object was touched.
/// </summary>
public sealed class FaultTests
{
    private const string Good = "ner:good-";
    private const string Bad = "ner:bad-";

    private static readonly FaultOptions Faults = new()
    {
        Conflict = 0.05,
        TooManyRequests = 0.03,
        InternalError = 0.05,
        CutBefore = 0.03,
        CutAfter = 0.03,
        WatchDropped = 0.2,
        WatchExpired = 0.1,
        Compaction = 0.05,
    };

    private static readonly string[] Kinds =
    [
        nameof(FaultOptions.Conflict),
        nameof(FaultOptions.TooManyRequests),
        nameof(FaultOptions.InternalError),
        nameof(FaultOptions.CutBefore),
        nameof(FaultOptions.CutAfter),
        nameof(FaultOptions.WatchDropped),
        nameof(FaultOptions.WatchExpired),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Faults_OfAllKinds_TheEndIsWhatWasDeclared(int seed)
    {
        var random = new Random(seed);
        await using var cluster = await OperatorCluster.StartAsync(new TestApiServerOptions { Seed = seed });
        // What is refused is tried again after a pause, and a release has its steps: most of the time would be waiting.
        cluster.Time = new FastTime(10);
        cluster.Server.Workloads.When(
            pod =>
                pod["spec"]!["containers"]![0]!["image"]!.GetValue<string>().StartsWith(Bad, StringComparison.Ordinal),
            PodBehaviour.Crashes(3, "It cannot be loaded.")
        );
        var foreign = await ForeignAsync(cluster);
        var leader = cluster.StartOperator("first", elects: true);
        cluster.StartOperator("second", elects: true);
        cluster.Server.Faults.On(Faults);
        var declared = new Dictionary<string, Declared>();

        // Until everything has gone wrong at least once.
        for (var step = 0; step < 25 || (step < 300 && !Kinds.All(cluster.Server.Faults.Met.ContainsKey)); step++)
        {
            await ChangeAsync(cluster, declared, random, step);
            await Task.Delay(random.Next(200), Token);
            if (step == 12)
                await leader.DisposeAsync();
        }

        cluster.Server.Faults.Off();
        cluster.Server.Faults.Met.Keys.Should().Contain(Kinds);
        await cluster.UntilAsync(async () => await IsAsDeclaredAsync(cluster, declared), () => Tell(cluster, declared));
        (await ForeignVersionAsync(cluster)).Should().Be(foreign);
    }

    private static async Task ChangeAsync(
        OperatorCluster cluster,
        Dictionary<string, Declared> declared,
        Random random,
        int step
    )
    {
        var name = $"ner-{random.Next(3)}";
        var image = $"{(random.Next(4) == 0 ? Bad : Good)}{step}";
        if (!declared.TryGetValue(name, out var before))
        {
            // It may still be on its way out.
            await cluster.UntilAsync(async () => await cluster.FindAsync(name) is null);
            // The first revision is a good one: a bad one has nothing to go back to.
            await cluster.CreateAsync(
                new ModelServiceSpec { Image = Good + step, Rollout = OperatorCluster.QuickCanary },
                name
            );
            // Nor has one that comes before the first has been promoted.
            await cluster.UntilAsync(status => status.Stable > 0, name);
            declared[name] = new Declared(Good + step, 1);
        }
        else if (random.Next(10) == 0)
        {
            await cluster.DeleteAsync(name);
            declared.Remove(name);
        }
        else if (random.Next(2) == 0)
        {
            await cluster.PatchAsync(new { spec = new { image } }, name);
            declared[name] = before with { Image = image };
        }
        else
        {
            var replicas = random.Next(1, 4);
            await cluster.PatchAsync(new { spec = new { replicas } }, name);
            declared[name] = before with { Replicas = replicas };
        }
    }

    private static async Task<bool> IsAsDeclaredAsync(OperatorCluster cluster, Dictionary<string, Declared> declared)
    {
        var services = await cluster.AllAsync<ModelService>();
        if (!services.Select(each => each.Metadata.Name).ToHashSet().SetEquals(declared.Keys))
            return false;
        var deployments = await cluster.AllAsync<V1Deployment>();
        foreach (var service in services)
        {
            var (image, replicas) = declared[service.Metadata.Name];
            if (service.Status is not { Stable: > 0, Release.State.Ended: not null } status)
                return false;
            var isGood = image.StartsWith(Good, StringComparison.Ordinal);
            var stable = status.Revisions.Single(each => each.Number == status.Stable);
            var mine = deployments
                .Where(each => each.Metadata.OwnerReferences?[0].Uid == service.Metadata.Uid)
                .ToList();
            if (
                status.ObservedGeneration != service.Metadata.Generation
                || (isGood && stable.Source != image)
                || (!isGood && status.Release.Phase != RolloutPhase.RolledBack)
                || !stable.Source.StartsWith(Good, StringComparison.Ordinal)
                || stable is not { Weight: 1 }
                || stable.Ready != replicas
                || mine is not [{ Spec: var spec }]
                || spec.Replicas != replicas
                || spec.Template.Spec.Containers[0].Image != stable.Source
            )
                return false;
        }

        // Of those that have been deleted nothing is left.
        return deployments.Count == services.Count + 1;
    }

    private static async Task<string> ForeignAsync(OperatorCluster cluster)
    {
        var labels = new Dictionary<string, string> { [SlipwayGroup.ServiceLabel] = "ner-0" };
        await cluster.Client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = "somebody", Labels = labels },
                Spec = new V1DeploymentSpec
                {
                    Replicas = 0,
                    Selector = new V1LabelSelector { MatchLabels = labels },
                    Template = new V1PodTemplateSpec
                    {
                        Metadata = new V1ObjectMeta { Labels = labels },
                        Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = "somebody:1" }] },
                    },
                },
            },
            cluster.Space,
            cancellationToken: Token
        );
        await cluster.Server.SettledAsync(Token);
        return await ForeignVersionAsync(cluster);
    }

    private static async Task<string> ForeignVersionAsync(OperatorCluster cluster) =>
        (await cluster.AllAsync<V1Deployment>())
            .Single(each => each.Metadata.Name == "somebody")
            .Metadata.ResourceVersion;

    private static string Tell(OperatorCluster cluster, Dictionary<string, Declared> declared)
    {
        var services = cluster.AllAsync<ModelService>().GetAwaiter().GetResult();
        var deployments = cluster.AllAsync<V1Deployment>().GetAwaiter().GetResult();
        return string.Join("; ", declared.Select(each => $"{each.Key}: {each.Value}"))
            + "\n"
            + string.Join(
                "\n",
                services.Select(each =>
                    $"{each.Metadata.Name} {each.Metadata.Generation}/{each.Status?.ObservedGeneration} {each.Status?.Stable} {each.Status?.Release?.Candidate} {each.Status?.Release?.Phase} {each.Status?.Release?.Reason} {each.Status?.ReadyReplicas}"
                )
            )
            + "\n"
            + string.Join(", ", deployments.Select(each => $"{each.Metadata.Name} of {each.Spec.Replicas}"));
    }

    private sealed record Declared(string Image, int Replicas);
}
