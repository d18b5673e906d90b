using System.Net.Sockets;
using System.Text;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Handlers;

/// <summary>What a newcomer does: a project is written, built, served and ended, by the tool's own process.</summary>
public sealed class HandlerProjectTests
{
    private const string Request =
        """{"inputs": [{"name": "name", "datatype": "BYTES", "shape": [1], "data": ["World"]}]}""";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ServeProject_AsItWasWritten_AnswersWhatItsReadmeSaysAndDrains()
    {
        using var folder = new TempFolder();
        var project = await WriteAsync(folder);

        await using var server = ServerProcess.LaunchTool(project);
        await server.WaitUntilReadyAsync();

        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        using var answer = await http.PostAsync("/v2/models/hello/infer", new StringContent(Request), Token);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("Hello, World!");
        server.Output.Should().Contain("Slipway is ready: hello at ");

        // Half a request is there when the order to stop comes.
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", new Uri(server.HttpUrl).Port, Token);
        await using var stream = connection.GetStream();
        var head = $"POST /v2/models/hello/infer HTTP/1.1\r\nHost: x\r\nContent-Length: {Request.Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + Request[..20]), Token);
        server.Terminate();
        await server.WaitForOutputAsync("Stopping: not ready any more", Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Request[20..]), Token);
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync(Token)).Should().StartWith("HTTP/1.1 200 ").And.Contain("Hello, World!");
        (await server.WaitForExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task ServeProject_ThatDoesNotBuild_ShowsTheCompilersErrors()
    {
        using var folder = new TempFolder();
        var project = await WriteAsync(folder);
        await File.AppendAllTextAsync(Path.Combine(project, "Program.cs"), "\nnonsense();\n", Token);

        await using var server = ServerProcess.LaunchTool(project);

        (await server.WaitForExitAsync(Limit)).Should().Be(1);
        server
            .Output.Should()
            .Contain("error CS0103")
            .And.Contain("Hello.csproj does not build; the errors are above.");
    }

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
