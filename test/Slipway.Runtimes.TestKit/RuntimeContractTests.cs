using Slipway.Models;

namespace Slipway.Runtimes.TestKit;

/// <summary>
/// What every runtime must do. Its test project derives from this, names a model with known answers and, where the runtime
/// can be made to compute for long, one that does; the tests come with it. They count what the process has open, so a
/// derived class belongs to a collection that runs by itself.
/// </summary>
public abstract partial class RuntimeContractTests
{
    protected abstract IModelRuntime Runtime { get; }

    /// <summary>A small model with known answers.</summary>
    protected abstract ContractModel Model { get; }

    /// <summary>
    /// A model that computes for a minute or more unless it is stopped; null where the format has none. Its cases' answers
    /// are not looked at.
    /// </summary>
    protected virtual ContractModel? SlowModel => null;

    /// <summary>
    /// Whether a file that was spoilt so (<c>empty</c>, <c>cut</c> in half, <c>noise</c>) cannot be a model: default, yes.
    /// </summary>
    protected virtual bool IsRefused(string how) => true;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ContractModel Slow()
    {
        Assert.SkipWhen(SlowModel is null, "No model of this runtime computes for long.");
        return SlowModel!;
    }

    private async Task<ContractServer> ServeAsync(ContractModel model, int versions = 1)
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
    }
}
