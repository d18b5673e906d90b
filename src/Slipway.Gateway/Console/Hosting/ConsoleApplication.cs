using Microsoft.AspNetCore.DataProtection;
using MudBlazor.Services;
using Slipway.Gateway.Console.Components;

namespace Slipway.Gateway.Console.Hosting;

/// <summary>
/// The console's pages, with services of their own: what they need of Razor components, circuits and the component library
/// is not there before somebody opens the console.
/// </summary>
internal sealed class ConsoleApplication : IAsyncDisposable
{
    // A page that somebody types a request into sends it in one message.
    private const int LargestMessage = 4 << 20;

    private readonly WebApplication _application;
    private readonly RequestDelegate _pages;

    private ConsoleApplication(WebApplication application)
    {
        _application = application;
        _pages = Build(application);
    }

    /// <param name="share">Puts what pages need of the gateway beside their own services.</param>
    public static ConsoleApplication Create(Action<IServiceCollection> share)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(ConsoleApplication).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        // Where it runs from its build's output, the library's files are where the package was unpacked.
        builder.WebHost.UseStaticWebAssets();
        // And they do not change while it runs.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        var services = builder.Services;
        services.AddRouting();
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(circuits =>
            {
                circuits.DisconnectedCircuitMaxRetained = 20;
                circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
            })
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        // Nothing outlives this process: a page of another one is loaded anew.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddMudServices();
        share(services);
        return new ConsoleApplication(builder.Build());
    }

    public async Task HandleAsync(HttpContext context)
    {
        var gateways = context.RequestServices;
        await using var scope = _application.Services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await _pages(context);
        }
        finally
        {
            context.RequestServices = gateways;
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static RequestDelegate Build(WebApplication application)
    {
        var pages = new ApplicationBuilder(application.Services);
        pages.UsePathBase(ConsoleEndpoints.Base);
        pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        pages.UseRouting();
        pages.UseAntiforgery();
        pages.UseEndpoints(endpoints =>
        {
            endpoints.MapStaticAssets();
            endpoints
                .MapRazorComponents<App>()
                .AddInteractiveServerRenderMode(options =>
                {
                    // The policy is set for all answers; what is compressed beside secrets can be guessed at.
                    options.ContentSecurityFrameAncestorsPolicy = null;
                    options.DisableWebSocketCompression = true;
                })
                .WithStaticAssets();
        });
        return pages.Build();
    }
}
