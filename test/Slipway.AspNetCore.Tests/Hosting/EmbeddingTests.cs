using System.Net;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Hosting;

public sealed class EmbeddingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MapInference_InAnApplication_AnswersBesideItsOwnEndpoints()
    {
        await using var application = await TestApplication.StartAsync();
        (await application.Http.GetStringAsync("/hello", Token)).Should().Be("mine");
        using var answer = await application.InferAsync();
        (await answer.Content.ReadAsStringAsync(Token))
            .Should()
            .Be(
                """{"model_name":"echo","model_version":"1","outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[1,2.5]}]}"""
            );
        application.Status.IsReady.Should().BeTrue();
        application.Status.ModelNames.Should().Equal("echo");
    }

    [Fact]
    public async Task AddModel_PathThatIsNoModel_IsNotReadyAndSaysWhy()
    {
        using var folder = new TempFolder();
        await using var application = await TestApplication.StartAsync(server => server.AddModel(folder["missing"]));
        application.Status.IsReady.Should().BeFalse();
        application.Status.WhyNotReady().Should().Contain("missing").And.Contain("no file or folder");
        using var ready = await application.Http.GetAsync("/v2/health/ready", Token);
        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        using var answer = await application.InferAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, "the model that is there still answers");
    }

    [Fact]
    public void AddModelServer_Defaults_AreTheDocumentedOnes()
    {
        var options = new ModelServerOptions();
        options.MaxRequestBytes.Should().Be(64 << 20);
        options.Readiness.Should().Be(ReadinessMode.Strict);
        options.DrainDelay.Should().Be(TimeSpan.Zero);
        options.ServerName.Should().Be("slipway");
        options.Mcp.Should().BeFalse();
        options.McpOrigins.Should().BeEmpty();
    }
}
