using Slipway.Models;

namespace Slipway.Runtimes.TestKit;

/// <summary>
/// What every runtime must do. Its test project derives from this and names a model with known answers; the tests come with
/// it. They count what the process has open, so a derived class belongs to a collection that runs by itself. A runtime that
/// can be made to compute for long derives from <see cref="LongRunContractTests"/>.
/// </summary>
public abstract partial class RuntimeContractTests
{
    protected abstract IModelRuntime Runtime { get; }

    /// <summary>A small model with known answers.</summary>
    protected abstract ContractModel Model { get; }

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected async Task<ContractServer> ServeAsync(ContractModel model, int versions = 1)
    {
        var server = new ContractServer(Runtime);
        try
        {
            await server.ServeAsync(model, versions, Token);
            server.Models.Statuses.Should().HaveCount(versions).And.OnlyContain(status => status.Error == null);
            server.Models.Statuses.Should().OnlyContain(status => status.IsReady);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task AskAsync(ContractServer server, ContractModel model, ContractCase @case)
    {
        using var request = @case.Request(ContractServer.Name);
        using var response = await server.Plane.InferAsync(request, Token);
        @case.Check(response, model.Tolerance);
        response.Timings.ComputeInfer.Should().BePositive();
    }
}
