using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.AspNetCore.Handlers;
using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.TestKit;

namespace Slipway.AspNetCore.Tests.Handlers;

/// <summary>What the kit counts is the whole process's, so these run by themselves.</summary>
[CollectionDefinition(nameof(ContractGroup), DisableParallelization = true)]
public sealed class ContractGroup;

/// <summary>Handlers under the contract of runtimes: one that multiplies by what a file says, and one that never ends.</summary>
[Collection(nameof(ContractGroup))]
public sealed class HandlerContractTests : LongRunContractTests
{
    private const string File = "factor.txt";

    protected override IModelRuntime Runtime { get; } = new HandlersRuntime();

    protected override ContractModel Model { get; } =
        new()
        {
            Write = static folder => Save(folder, "2.5"),
            HasRows = true,
            Case = static number =>
                new ContractCase().Input("x", [number + 0.5f], 1).Output("y", [(number + 0.5f) * 2.5f], 1),
        };

    protected override ContractModel SlowModel { get; } =
        new() { Write = static folder => Save(folder, "0"), Case = static _ => new ContractCase().Input("x", [1f], 1) };

    private static string Save(string folder, string content)
    {
        var path = Path.Combine(folder, File);
        System.IO.File.WriteAllText(path, $"factor = {content};");
        return path;
    }

    private sealed class FactorHandler : FloatsHandler, IModelHandler
    {
        private float _factor;

        public override bool TakesBatches => true;

        public async Task LoadAsync(HandlerContext context, CancellationToken cancellationToken)
        {
            var text = await System.IO.File.ReadAllTextAsync(Path.Combine(context.Folder, File), cancellationToken);
            var isWhole = text.StartsWith("factor = ", StringComparison.Ordinal) && text.EndsWith(';');
            if (!isWhole || !float.TryParse(text[9..^1], CultureInfo.InvariantCulture, out _factor))
                throw new InvalidDataException($"'{File}' holds no number.");
        }

        public override async ValueTask<InferenceResponse> PredictAsync(
            InferenceRequest request,
            CancellationToken cancellationToken
        )
        {
            if (_factor == 0)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return Answer(request, x => x * _factor);
        }
    }

    private sealed class HandlersRuntime : IModelRuntime
    {
        private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

        public string Name => "handler";

        public JsonTypeInfo? SectionType => null;

        public bool Recognizes(string path) => Path.GetFileName(path) == File;

        public IServableLoader CreateLoader(ModelPackage package) => new Loader(_services, package);
    }

    private sealed class Loader(IServiceProvider services, ModelPackage package) : IServableLoader
    {
        public ModelPackage Package => package;

        public Task<IServable> LoadAsync(CancellationToken cancellationToken) =>
            HandlerServable.LoadAsync(
                services,
                package,
                2,
                static _ => new FactorHandler(),
                NullLogger.Instance,
                cancellationToken
            );
    }
}
