using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Serving.Sources;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Hosting;

/// <summary>
/// Somebody's own ASP.NET Core application with a model server in it, on real loopback sockets: FP32 <c>x</c> [-1]
/// to the same <c>y</c>, as the model <c>echo</c>.
/// </summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TempFolder _folder;

    private TestApplication(WebApplication application, TempFolder folder)
    {
        _application = application;
        _folder = folder;
        Http = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
    }

    public const string Request = """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2.5]}]}""";

    public HttpClient Http { get; }

    public IModelServerStatus Status => _application.Services.GetRequiredService<IModelServerStatus>();

    public static async Task<TestApplication> StartAsync(
        Action<ModelServerOptions>? configure = null,
        FakeRuntime? runtime = null,
        string? config = null,
        Action<ILoggingBuilder>? logging = null,
        Action<IServiceCollection>? services = null,
        IReadOnlyList<(string Path, string Content)>? files = null
    )
    {
        var folder = new TempFolder();
        folder.Write("echo/model.fake", "");
        if (config is not null)
            folder.Write("echo/model.yaml", config);
        foreach (var (path, content) in files ?? [])
        {
            folder.Write($"echo/{path}", content);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        logging?.Invoke(builder.Logging);
        services?.Invoke(builder.Services);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddModelServer(server =>
        {
            server.AddRuntime(runtime ?? new FakeRuntime()).AddModel(folder["echo"]);
            server.Sources = SourceOptions.Once;
            configure?.Invoke(server);
        });
        var application = builder.Build();
        application.MapInference();
        application.MapGet("/hello", () => "mine");
        await application.StartAsync();
        var started = new TestApplication(application, folder);
        await started.Status.WaitUntilStartedAsync(TestContext.Current.CancellationToken);
        return started;
    }

    public Task<HttpResponseMessage> InferAsync(string body = Request, string model = "echo")
    {
        var content = new StringContent(body);
        return Http.PostAsync($"/v2/models/{model}/infer", content, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.DisposeAsync();
        _folder.Dispose();
    }
}
