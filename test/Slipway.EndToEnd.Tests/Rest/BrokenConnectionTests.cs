using System.Net.Sockets;
using System.Text;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>Callers that go away: nobody's fault, and nothing to fill the log with.</summary>
public sealed class BrokenConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_ConnectionResetWithinTheBody_LeavesTheServerQuietAndAnswering()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        var url = new Uri(server.HttpUrl);
        for (var i = 0; i < 20; i++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(url.Host, url.Port, Token);
            // The interim answer says that the server has begun to read the body.
            var head =
                "POST /v2/models/iris/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(head), Token);
            (await socket.ReceiveAsync(new byte[100], Token)).Should().BePositive();
            await socket.SendAsync("""{"inputs":[{"name":"mea"""u8.ToArray(), Token);
            socket.LingerState = new LingerOption(true, 0);
        }

        using var http = new HttpClient();
        var live = await http.GetStringAsync($"{server.HttpUrl}/v2/health/live", Token);
        live.Should().Contain("true");
        server.Terminate();
        (await server.WaitForExitAsync()).Should().Be(0);
        server.Output.Should().NotContain("ConnectionReset").And.NotContain("fail:");
    }
}
