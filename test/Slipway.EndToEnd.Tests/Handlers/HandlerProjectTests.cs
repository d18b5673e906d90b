using System.Net;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Handlers;

/// <summary>What a newcomer does: a project is written, built, served and ended, by the tool's own process.</summary>
public sealed class HandlerProjectTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ServeProject_AsItWasWritten_AnswersWhatItsReadmeSays()
    {
        using var folder = new TempFolder();
        var project = await WriteAsync(folder);

        await using var server = ServerProcess.LaunchTool(project);
        await server.WaitUntilReadyAsync();

        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        using var answer = await http.PostAsync("/v2/models/hello/infer", Request(), Token);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("Hello, World!");
        server.Output.Should().Contain("Slipway is ready: hello at ");
        server.Terminate();
        (await server.WaitForExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task ServeProject_ToldToStopDuringARequest_AnswersItFirst()
    {
        using var folder = new TempFolder();
        var project = await WriteAsync(folder);
        var handler = await File.ReadAllTextAsync(Path.Combine(project, "HelloHandler.cs"), Token);
        // It waits until the order to stop has come, which it can see.
        handler = handler
            .Replace(
                "(ILogger<HelloHandler> log)",
                "(ILogger<HelloHandler> log, IHostApplicationLifetime lifetime)",
                StringComparison.Ordinal
            )
            .Replace("protected override ValueTask", "protected override async ValueTask", StringComparison.Ordinal)
            .Replace(
                "return ValueTask.FromResult(new HelloOutput(greeting, greeting.Length));",
                """
                log.LogInformation("It has begun");
                while (!lifetime.ApplicationStopping.IsCancellationRequested)
                    await Task.Delay(10, cancellationToken);
                return new HelloOutput(greeting, greeting.Length);
                """,
                StringComparison.Ordinal
            );
        await File.WriteAllTextAsync(Path.Combine(project, "HelloHandler.cs"), handler, Token);

        await using var server = ServerProcess.LaunchTool(project);
        await server.WaitUntilReadyAsync();
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        var call = http.PostAsync("/v2/models/hello/infer", Request(), Token);
        await server.WaitForOutputAsync("It has begun", Token);
        server.Terminate();

        using var answer = await call;
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.WaitForExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task ServeProject_ThatDoesNotBuild_ShowsTheCompilersErrors()
    {
        using var folder = new TempFolder();
        var project = await WriteAsync(folder);
        await File.AppendAllTextAsync(Path.Combine(project, "Program.cs"), "\nnonsense();\n", Token);

        await using var server = ServerProcess.LaunchTool(project);

        (await server.WaitForExitAsync()).Should().Be(1);
        server
            .Output.Should()
            .Contain("error CS0103")
            .And.Contain("Hello.csproj does not build; the errors are above.");
    }

    private static StringContent Request() =>
        new("""{"inputs": [{"name": "name", "datatype": "BYTES", "shape": [1], "data": ["World"]}]}""");

    private static async Task<string> WriteAsync(TempFolder folder)
    {
        var project = folder["hello"];
        var (code, _, errors) = await Tools.RunAsync(
            "dotnet",
            [Checkout.Cli, "new", "handler", "hello", "-o", project],
            Limit,
            Token
        );
        code.Should().Be(0, errors);
        return project;
    }
}
