namespace Slipway.ApiServer.Tests.Watching;

/// <summary>Of the stand-in alone, whose history is made short for it.</summary>
public sealed class SlowReaderTests : ClusterTest
{
    private const int Writes = 300;

    protected override TestApiServerOptions Options { get; } = new() { HistoryLimit = 40 };

    [Fact]
    public async Task Reader_WhoIsSlowerThanTheHistoryIsLong_IsToldThatItHasExpired()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(
            new Uri(Server.Address, $"/api/v1/namespaces/{Space}/configmaps?watch=true"),
            HttpCompletionOption.ResponseHeadersRead,
            Cancelled
        );
        // More than the buffers between two sockets hold.
        var large = new string('x', 100_000);
        for (var index = 0; index < Writes; index++)
            await MakeMapAsync($"map-{index}", large);

        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancelled));
        var lines = 0;
        var last = "";
        while (await reader.ReadLineAsync(Cancelled) is { } line)
        {
            lines++;
            last = line;
        }

        lines.Should().BeLessThan(Writes);
        last.Should().StartWith("{\"type\":\"ERROR\"").And.Contain("\"code\":410");
    }
}
