using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>The generate extension of the real server, as Triton's clients use it.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class GenerateTests(ModelsFixture models)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_Text_ComesBackByName()
    {
        using var answer = await models.Http.PostAsync(
            "/v2/models/simple_identity/generate",
            new StringContent("""{"id":"42","INPUT0":"hello","temperature":0.5}"""),
            Token
        );
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        body.GetRawText()
            .Should()
            .Be("""{"id":"42","model_name":"simple_identity","model_version":"1","OUTPUT0":"hello"}""");
    }

    [Fact]
    public async Task GenerateStream_Text_IsOneEvent()
    {
        using var answer = await models.Http.PostAsync(
            "/v2/models/simple_identity/versions/1/generate_stream",
            new StringContent("""{"INPUT0":"hello"}"""),
            Token
        );
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/event-stream; charset=utf-8");
        (await answer.Content.ReadAsStringAsync(Token))
            .Should()
            .Be("data: {\"model_name\":\"simple_identity\",\"model_version\":\"1\",\"OUTPUT0\":\"hello\"}\n\n");
    }

    [Theory]
    [InlineData("generate", "simple_identity", "{}", HttpStatusCode.BadRequest, "needs the input")]
    [InlineData("generate_stream", "simple_identity", "{}", HttpStatusCode.BadRequest, "needs the input")]
    [InlineData("generate_stream", "simple_identity", """{"INPUT0":1}""", HttpStatusCode.BadRequest, "INPUT0")]
    [InlineData("generate", "nope", "{}", HttpStatusCode.NotFound, "unknown model")]
    public async Task Generate_WhatDoesNotFit_IsAnErrorWithItsStatus(
        string kind,
        string model,
        string body,
        HttpStatusCode status,
        string message
    )
    {
        using var answer = await models.Http.PostAsync($"/v2/models/{model}/{kind}", new StringContent(body), Token);
        answer.StatusCode.Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        error.GetProperty("error").GetString().Should().Contain(message);
    }
}
