using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Files;
using Slipway.Tasks.Text.Options;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.Embeddings;

/// <summary>Vectors of texts, to compare them by.</summary>
internal sealed class EmbeddingsTask : IModelTask
{
    // One vector for each text, where the model makes it itself.
    private const string Sentence = "sentence_embedding";

    private static readonly string[] ByToken = ["last_hidden_state", "token_embeddings", "hidden_states"];

    public string Name => "embeddings";

    public JsonTypeInfo SectionType => TextJsonContext.Default.EmbeddingsOptions;

    public bool Recognizes(ModelPackage package) =>
        PackageFolders.Find(package, SentenceFiles.Modules) is not null
        || (
            TransformerConfig.HasArchitecture(package, "Model")
            && PackageFolders.Of(package).Any(TokenizerLoader.Exists)
        );

    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken) =>
        Task.Run<ITypedModel>(() => Load(context), cancellationToken);

    private EmbeddingsModel Load(TaskContext context)
    {
        var options = TextOptionsReader.Read(context.Package, Name, TextJsonContext.Default.EmbeddingsOptions);
        var files = SentenceFiles.Read(context.Package);
        var output = FindOutput(context.Signature, options);
        if (files is { Others: [var other, ..] } && output.Name != Sentence)
        {
            throw new ServingException(
                ServingErrorCode.Unsupported,
                $"modules.json has the module '{other}', which is not computed here: export the model whole, with the output "
                    + $"'{Sentence}'."
            )
            {
                Reason = "unsupported-module",
            };
        }

        var pooling = options.Pooling != Pooling.Auto ? options.Pooling : files?.Pooling ?? Pooling.Mean;
        var width =
            output.Shape.Rank > 0 && output.Shape[output.Shape.Rank - 1] is > 0 and var last ? (int?)last : null;
        var pipeline = TextPipeline.Load(
            context,
            options,
            TransformerConfig.Read(context.Package),
            files?.MaxTokens,
            output.Shape.Rank == 3 ? width ?? 1024 : 1
        );
        var vectors = new TextVectors(pipeline, output.Name, pooling, options.LongTexts == LongTexts.Truncate);
        return new EmbeddingsModel(pipeline, vectors, width, options.Normalize ?? files?.Normalizes ?? false);
    }

    private static TensorSpec FindOutput(ModelSignature signature, EmbeddingsOptions options)
    {
        // Whoever names a pooling wants that and not the model's.
        if (options is { Output: null, Pooling: Pooling.Auto } && signature.FindOutput(Sentence) is { } sentence)
            return sentence;
        var hasVectors = signature.Outputs.Any(output => output.Shape.Rank == 3);
        return OutputFinder.Find(
            signature,
            options.Output,
            "output",
            options.Output is not null ? 0
                : hasVectors ? 3
                : 2,
            [.. ByToken, "pooler_output", "embeddings", "embedding"]
        );
    }
}
