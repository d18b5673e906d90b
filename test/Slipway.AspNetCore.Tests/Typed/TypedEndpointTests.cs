using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Typed;

/// <summary>The typed API over real sockets, whatever the task.</summary>
public sealed class TypedEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("models/echo")]
    [InlineData("models/echo/versions/1")]
    [InlineData("models/echo/labels/stable")]
    public async Task Post_EachAddressOfAVersion_IsAnsweredByIt(string path)
    {
        await using var application = await StartAsync();
        using var response = await PostAsync(application, path, """{"text": "abc"}""", "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        response.Headers.GetValues("Slipway-Model-Version").Should().Equal("1");
        (await TextAsync(response)).Should().Be("""{"length":3}""");
    }

    [Fact]
    public async Task Post_NoContentType_IsJson()
    {
        await using var application = await StartAsync();
        using var response = await PostAsync(application, "models/echo", "[\"abc\"]", null);
        (await TextAsync(response)).Should().Be("""[{"length":3}]""");
    }

    [Fact]
    public async Task Post_OptionsInTheAddress_Count()
    {
        await using var application = await StartAsync();
        using var response = await PostAsync(application, "models/echo?times=3", "abc", "text/plain");
        (await TextAsync(response)).Should().Be("""{"length":9}""");
    }

    [Theory]
    [InlineData("models/echo", """{"txt": 1}""", "application/json", 400, "'txt' is not known")]
    [InlineData("models/echo", "abc", "image/png", 400, "'image/png' is not taken")]
    [InlineData("models/echo", "abc", "text/plain; charset=latin1", 400, "UTF-8")]
    [InlineData("models/echo", "abc", "multipart/form-data", 400, "boundary")]
    [InlineData("models/other", "{}", "application/json", 404, "other")]
    [InlineData("models/echo/versions/x", "{}", "application/json", 400, "'x' is no version")]
    [InlineData("models/echo/labels/none", "{}", "application/json", 404, "none")]
    public async Task Post_Wrong_SaysWhat(string path, string body, string mediaType, int status, string message)
    {
        await using var application = await StartAsync();
        using var response = await PostAsync(application, path, body, mediaType);
        ((int)response.StatusCode).Should().Be(status);
        (await TextAsync(response)).Should().Contain(message);
    }

    [Fact]
    public async Task Get_TellsWhatIsTakenAndGiven()
    {
        await using var application = await StartAsync();
        var body = JsonElement.Parse(await application.Http.GetStringAsync("models/echo", Token));
        body.GetProperty("task").GetString().Should().Be("length");
        body.GetProperty("version").GetInt64().Should().Be(1);
        body.GetProperty("example").GetProperty("text").GetString().Should().Be("abc");
        body.GetProperty("request_schema").GetProperty("required")[0].GetString().Should().Be("text");
    }

    [Fact]
    public async Task Delete_IsRefused_AndSaysWhatIsTaken()
    {
        await using var application = await StartAsync();
        using var response = await application.Http.DeleteAsync("models/echo", Token);
        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().BeEquivalentTo("GET", "HEAD", "POST");
    }

    [Fact]
    public async Task Post_ModelWithoutATask_SaysWhereItsTensorsAreTaken()
    {
        await using var application = await TestApplication.StartAsync();
        using var response = await PostAsync(application, "models/echo", "{}", "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.NotImplemented);
        (await TextAsync(response)).Should().Contain("/v2/models/echo/infer").And.Contain("'task:'");
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_IsRefused()
    {
        await using var application = await StartAsync(server => server.MaxRequestBytes = 1000);
        using var response = await PostAsync(application, "models/echo", new string('a', 2000), "text/plain");
        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Post_FormWithAnOrdinaryField_ItsFileIsNotTakenByThisTask()
    {
        await using var application = await StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("3"), "times" },
            { new ByteArrayContent("abc"u8.ToArray()), "file", "a.txt" },
        };
        using var response = await application.Http.PostAsync("models/echo", form, Token);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await TextAsync(response)).Should().Contain("'multipart/form-data' is not taken");
    }

    [Fact]
    public async Task Tensors_OfTheSameModel_StayReachable()
    {
        await using var application = await StartAsync();
        using var response = await application.InferAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static Task<TestApplication> StartAsync(Action<ModelServerOptions>? configure = null) =>
        TestApplication.StartAsync(
            server =>
            {
                server.Tasks.Add(new LengthTask());
                configure?.Invoke(server);
            },
            config: "task: length\nlength: { factor: 1 }\nlabels: { stable: 1 }\n"
        );

    private static async Task<HttpResponseMessage> PostAsync(
        TestApplication application,
        string path,
        string body,
        string? mediaType
    )
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (mediaType is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return await application.Http.PostAsync(path, content, Token);
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(Token);
}
