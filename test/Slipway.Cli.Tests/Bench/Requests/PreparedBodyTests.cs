using Slipway.Cli.Bench.Requests;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Bench.Requests;

public sealed class PreparedBodyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(new byte[] { 10, 1, 65 }, new byte[] { 10, 1, 65 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 3, 10, 1, 65 }, new byte[] { 10, 1, 65 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 4, 10, 1, 65 }, new byte[] { 0, 0, 0, 0, 4, 10, 1, 65 })]
    [InlineData(new byte[0], new byte[0])]
    public async Task Prepare_GrpcMessage_LosesThePrefixItMayHave(byte[] file, byte[] message)
    {
        var request = await PrepareAsync("grpc://h:9", _folder.Write("body", file), path: null);

        request.Body.ToArray().Should().Equal(message);
        request.Uri.Should().Be(new Uri("http://h:9/inference.GRPCInferenceService/ModelInfer"));
    }

    [Fact]
    public async Task Prepare_Rest_TakesTheUrlsPathAndPostsJson()
    {
        var request = await PrepareAsync("https://h/any/path?a=b", _folder.Write("body", "{}"), path: null);

        request.Uri.Should().Be(new Uri("https://h/any/path?a=b"));
        (request.Method, request.Headers.Single()).Should().Be(("POST", ("Content-Type", "application/json")));
    }

    [Fact]
    public async Task Prepare_PathAlone_IsAGetWithoutContent()
    {
        var request = await PrepareAsync("http://h/x", file: null, "/v2/health/ready");

        (request.Method, request.Uri.AbsolutePath, request.Headers.Count).Should().Be(("GET", "/v2/health/ready", 0));
    }

    public void Dispose() => _folder.Dispose();

    private static Task<PreparedRequest> PrepareAsync(string url, string? file, string? path) =>
        new PreparedBody(file, path, Method: null, ContentType: null).PrepareAsync(
            BenchTarget.Parse(url, null, null),
            TestContext.Current.CancellationToken
        );
}
