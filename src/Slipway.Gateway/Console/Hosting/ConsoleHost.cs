namespace Slipway.Gateway.Console.Hosting;

/// <summary>Makes the console's application when its first page is asked for, and ends it with the gateway.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    private readonly Lazy<ConsoleApplication> _application;

    public ConsoleHost(IServiceProvider gateway) =>
        _application = new Lazy<ConsoleApplication>(() =>
            ConsoleApplication.Create(services => ConsoleServices.Share(gateway, services))
        );

    public Task HandleAsync(HttpContext context) => _application.Value.HandleAsync(context);

    public ValueTask DisposeAsync() =>
        _application.IsValueCreated ? _application.Value.DisposeAsync() : ValueTask.CompletedTask;
}
