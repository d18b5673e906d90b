using Microsoft.Extensions.DependencyInjection;
using Slipway.Handlers;

namespace Slipway.AspNetCore.Handlers;

/// <summary>One object of a handler, with the scope that its services live in.</summary>
internal sealed class HandlerInstance : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    private HandlerInstance(AsyncServiceScope scope, IModelHandler handler)
    {
        _scope = scope;
        Handler = handler;
    }

    public IModelHandler Handler { get; }

    /// <summary>Makes and loads it. Nothing is left behind where either fails.</summary>
    public static async Task<HandlerInstance> LoadAsync(
        IServiceProvider services,
        Func<IServiceProvider, IModelHandler> create,
        HandlerContext context,
        CancellationToken cancellationToken
    )
    {
        var scope = services.CreateAsyncScope();
        try
        {
            var instance = new HandlerInstance(scope, create(scope.ServiceProvider));
            try
            {
                await instance.Handler.LoadAsync(context, cancellationToken);
                return instance;
            }
            catch
            {
                await instance.DisposeHandlerAsync();
                throw;
            }
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await DisposeHandlerAsync();
        }
        finally
        {
            await _scope.DisposeAsync();
        }
    }

    private async ValueTask DisposeHandlerAsync()
    {
        if (Handler is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (Handler as IDisposable)?.Dispose();
    }
}
