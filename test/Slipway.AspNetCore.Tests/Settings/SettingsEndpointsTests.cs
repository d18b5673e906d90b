using System.Net;
using Slipway.AspNetCore.Tests.Hosting;

namespace Slipway.AspNetCore.Tests.Settings;

/// <summary>Triton's log and trace settings over REST, in somebody's own application.</summary>
public sealed class SettingsEndpointsTests
{
    private const string LogSettings =
        """{"log_file":"","log_info":true,"log_warning":true,"log_error":true,"log_verbose_level":0,"log_format":"default"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_WithManagementOff_ShowsTheSettings()
    {
        await using var application = await TestApplication.StartAsync();
        (await application.Http.GetStringAsync("/v2/logging", Token)).Should().Be(LogSettings);
        (await application.Http.GetStringAsync("/v2/models/echo/trace/setting", Token)).Should().Contain("trace_level");
    }

    [Theory]
    [InlineData("/v2/logging", """{"log_info":false}""")]
    [InlineData("/v2/trace/setting", """{"trace_rate":"5"}""")]
    [InlineData("/v2/models/echo/trace/setting", """{"trace_rate":"5"}""")]
    public async Task Post_WithManagementOff_IsRefusedAndChangesNothing(string path, string body)
    {
        await using var application = await TestApplication.StartAsync();
        var before = await application.Http.GetStringAsync(path, Token);
        using var answer = await application.Http.PostAsync(path, new StringContent(body), Token);
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("--management inference");
        (await application.Http.GetStringAsync(path, Token)).Should().Be(before);
    }

    [Fact]
    public async Task Post_LogSettings_AnswersWhatHoldsNow()
    {
        await using var application = await StartAsync();
        using var answer = await application.Http.PostAsync(
            "/v2/logging",
            new StringContent("""{"log_info":false,"log_verbose_level":2,"log_file":null}"""),
            Token
        );
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var expected = LogSettings
            .Replace("\"log_info\":true", "\"log_info\":false", StringComparison.Ordinal)
            .Replace("level\":0", "level\":2", StringComparison.Ordinal);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Be(expected);
        (await application.Http.GetStringAsync("/v2/logging", Token)).Should().Be(expected);
    }

    [Theory]
    [InlineData("/v2/logging", """{"log_sound":true}""", HttpStatusCode.BadRequest, "'log_sound' is no log setting")]
    [InlineData("/v2/logging", """{"log_info":[]}""", HttpStatusCode.BadRequest, "'log_info' must be")]
    [InlineData("/v2/logging", """{"log_info":true,"log_info":false}""", HttpStatusCode.BadRequest, "not valid JSON")]
    [InlineData("/v2/logging", "[1]", HttpStatusCode.BadRequest, "must be a JSON object")]
    [InlineData("/v2/logging", "{", HttpStatusCode.BadRequest, "not valid JSON")]
    [InlineData("/v2/logging", """{"log_file":"x"}""", HttpStatusCode.NotImplemented, "standard error")]
    [InlineData("/v2/trace/setting", """{"trace_level":[{}]}""", HttpStatusCode.BadRequest, "'trace_level' must be")]
    [InlineData("/v2/models/nope/trace/setting", "{}", HttpStatusCode.NotFound, "unknown model")]
    public async Task Post_WhatCannotBe_IsRefused(string path, string body, HttpStatusCode status, string message)
    {
        await using var application = await StartAsync();
        using var answer = await application.Http.PostAsync(path, new StringContent(body), Token);
        answer.StatusCode.Should().Be(status);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain(message);
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_IsTooLarge()
    {
        await using var application = await StartAsync();
        var body = new StringContent(new string(' ', 100_000));
        using var answer = await application.Http.PostAsync("/v2/logging", body, Token);
        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Put_Settings_IsNotAllowedAndSaysWhatIs()
    {
        await using var application = await StartAsync();
        using var answer = await application.Http.PutAsync("/v2/logging", new StringContent("{}"), Token);
        answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.Should().Equal("GET", "HEAD", "POST");
    }

    private static Task<TestApplication> StartAsync() =>
        TestApplication.StartAsync(server => server.Management = ManagementMode.Inference);
}
