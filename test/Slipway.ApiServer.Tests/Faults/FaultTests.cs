using k8s;
using k8s.Models;
using Slipway.ApiServer.Faults;
using Slipway.ApiServer.Tests.Watching;

namespace Slipway.ApiServer.Tests.Faults;

public sealed class FaultTests : ClusterTest
{
    [Fact]
    public async Task Conflict_OfAnUpdate_LooksLikeAStaleOne()
    {
        var map = await MakeMapAsync("first");
        Server.Faults.On(new FaultOptions { Conflict = 1 });
        var refused = await RefusedAsync(() =>
            Client.CoreV1.ReplaceNamespacedConfigMapAsync(map, "first", Space, cancellationToken: Cancelled)
        );
        refused.Reason.Should().Be("Conflict");
        // Reads and creations meet none.
        await MakeMapAsync("second");
        Server.Faults.Met.Should().Contain("Conflict", 1);
        Server.Faults.Off();
        await Client.CoreV1.ReplaceNamespacedConfigMapAsync(map, "first", Space, cancellationToken: Cancelled);
    }

    [Fact]
    public async Task TooManyRequests_SayWhenToTryAgain()
    {
        Server.Faults.On(new FaultOptions { TooManyRequests = 1 });
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(Server.Address, "/api/v1/nodes"), Cancelled);
        ((int)answer.StatusCode).Should().Be(429);
        answer.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        var status = KubernetesJson.Deserialize<V1Status>(await answer.Content.ReadAsStringAsync(Cancelled));
        status.Reason.Should().Be("TooManyRequests");
        status.Details.RetryAfterSeconds.Should().Be(1);
    }

    [Fact]
    public async Task InternalError_ByFilter_MeetsThoseRequestsAlone()
    {
        Server.Faults.On(
            new FaultOptions
            {
                InternalError = 1,
                Applies = static (verb, resource) => verb == "create" && resource == "secrets",
            }
        );
        await MakeMapAsync("first");
        var refused = await RefusedAsync(() =>
            Client.CoreV1.CreateNamespacedSecretAsync(
                new V1Secret { Metadata = new V1ObjectMeta { Name = "first" } },
                Space,
                cancellationToken: Cancelled
            )
        );
        refused.Code.Should().Be(500);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_ThatIsCut_LeavesTheWriteDoneOrNot(bool after)
    {
        Server.Faults.On(after ? new FaultOptions { CutAfter = 1 } : new FaultOptions { CutBefore = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => MakeMapAsync("first"));
        Server.Faults.Off();
        Task ReadAsync() => Client.CoreV1.ReadNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled);
        if (after)
            await ReadAsync();
        else
            (await RefusedAsync(ReadAsync)).Code.Should().Be(404);
    }

    [Fact]
    public async Task Watch_ThatExpires_EndsWith410()
    {
        var map = await MakeMapAsync("first");
        await using var watch = new MapWatch(Client, Space, map.Metadata.ResourceVersion, null, null, false, null);
        Server.Faults.On(new FaultOptions { WatchExpired = 1 });
        await MakeMapAsync("second");
        (await watch.FailureAsync()).Code.Should().Be(410);
    }

    [Fact]
    public async Task Watch_ThatIsDropped_Ends()
    {
        var map = await MakeMapAsync("first");
        await using var watch = new MapWatch(Client, Space, map.Metadata.ResourceVersion, null, null, false, null);
        Server.Faults.On(new FaultOptions { WatchDropped = 1 });
        await MakeMapAsync("second");
        (await watch.EndsAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task Compaction_WithAWrite_ExpiresOlderVersions()
    {
        var map = await MakeMapAsync("first");
        Server.Faults.On(new FaultOptions { Compaction = 1 });
        await MakeMapAsync("second");
        await using var watch = new MapWatch(Client, Space, map.Metadata.ResourceVersion, null, null, false, null);
        (await watch.FailureAsync()).Code.Should().Be(410);
    }

    [Fact]
    public async Task Faults_OfOneSeed_AreTheSameAgain()
    {
        static async Task<string> RunAsync()
        {
            await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Seed = 7 }, Cancelled);
            using var client = server.Client();
            server.Faults.On(new FaultOptions { InternalError = 0.4 });
            var met = "";
            for (var index = 0; index < 20; index++)
            {
                try
                {
                    await client.CoreV1.CreateNamespacedConfigMapAsync(
                        Map($"m{index}"),
                        "default",
                        cancellationToken: Cancelled
                    );
                    met += ".";
                }
                catch (k8s.Autorest.HttpOperationException)
                {
                    met += "x";
                }
            }

            return met;
        }

        var first = await RunAsync();
        first.Should().Contain("x").And.Contain(".");
        (await RunAsync()).Should().Be(first);
    }
}
