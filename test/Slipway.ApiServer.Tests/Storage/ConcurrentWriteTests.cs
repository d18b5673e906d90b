using k8s;
using k8s.Autorest;

namespace Slipway.ApiServer.Tests.Storage;

public sealed class ConcurrentWriteTests : ClusterTest
{
    [Fact]
    public async Task Writers_ThatRetryConflicts_LoseNothing()
    {
        const int writers = 8;
        const int writes = 10;
        await MakeMapAsync("count", "0");
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => CountAsync(writes), Cancelled)));
        var map = await Client.CoreV1.ReadNamespacedConfigMapAsync("count", Space, cancellationToken: Cancelled);
        map.Data["key"].Should().Be($"{writers * writes}");
    }

    private async Task CountAsync(int writes)
    {
        for (var done = 0; done < writes; )
        {
            var map = await Client.CoreV1.ReadNamespacedConfigMapAsync("count", Space, cancellationToken: Cancelled);
            map.Data["key"] = $"{int.Parse(map.Data["key"]) + 1}";
            try
            {
                await Client.CoreV1.ReplaceNamespacedConfigMapAsync(map, "count", Space, cancellationToken: Cancelled);
                done++;
            }
            catch (HttpOperationException failure) when ((int)failure.Response.StatusCode == 409)
            {
                // Somebody was faster.
            }
        }
    }
}
