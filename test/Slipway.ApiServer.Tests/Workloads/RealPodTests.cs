using System.Net;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.ApiServer.Workloads;

namespace Slipway.ApiServer.Tests.Workloads;

/// <summary>Pods in real time, with a real server behind one.</summary>
public sealed class RealPodTests : ClusterTest
{
    protected override TestApiServerOptions Options { get; } = new() { Workloads = true };

    [Fact]
    public async Task Pod_WithAServerAtItsAddress_AnswersOnceItIsReady()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have one loopback address unless told otherwise.");
        Server.Workloads.ForAll(PodBehaviour.Ready(TimeSpan.FromMilliseconds(20)));
        await Client.AppsV1.CreateNamespacedDeploymentAsync(Deployment("web"), Space, cancellationToken: Cancelled);
        var events = Client.CoreV1.WatchListNamespacedPodAsync(
            Space,
            labelSelector: "app=web",
            cancellationToken: Cancelled
        );
        var address = "";
        await foreach (var (_, pod) in events)
        {
            address = pod.Status.PodIP;
            if (pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true)
                break;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(address), 0));
        await using var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("here"));
        await app.StartAsync(Cancelled);
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri(app.Urls.First()), Cancelled)).Should().Be("here");
        app.Urls.First().Should().StartWith($"http://{address}:");
    }
}
