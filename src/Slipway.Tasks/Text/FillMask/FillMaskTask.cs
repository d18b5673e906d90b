using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Encoders;
using Slipway.Tasks.Text.Files;
using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.FillMask;

/// <summary>What a masked language model would write in a gap.</summary>
internal sealed class FillMaskTask : IModelTask
{
    public string Name => "fill-mask";

    public JsonTypeInfo SectionType => TextJsonContext.Default.FillMaskOptions;

    public bool Recognizes(ModelPackage package) => TransformerConfig.HasArchitecture(package, "ForMaskedLM");

    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken) =>
        Task.Run<ITypedModel>(() => Load(context), cancellationToken);

    private FillMaskModel Load(TaskContext context)
    {
        var options = TextOptionsReader.Read(context.Package, Name, TextJsonContext.Default.FillMaskOptions, Check);
        var output = OutputFinder.Find(context.Signature, options.Output, "output", 3, ["logits"]);
        var config = TransformerConfig.Read(context.Package);
        var width = output.Shape.Rank == 3 && output.Shape[2] > 0 ? output.Shape[2] : 32_768;
        var pipeline = TextPipeline.Load(context, options, config, null, width);
        if (
            pipeline.Encoder is not TokenizerEncoder { Tokenizer: var tokenizer }
            || tokenizer.SpecialTokens.Mask is not { } maskId
            || tokenizer.TokenOf(maskId) is not { } maskToken
        )
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                "The tokenizer has no mask token: give 'mask_token' in the tokenizer_config.json beside the model."
            )
            {
                Reason = "task-mismatch",
            };
        }

        var search = new MaskSearch(pipeline, maskId, maskToken, output.Name);
        return new FillMaskModel(pipeline, tokenizer, search, maskToken, options);
    }

    private static void Check(FillMaskOptions options, List<string> errors)
    {
        if (options.TopK < 1)
            errors.Add($"'fill-mask.top_k' must be 1 or more, not {options.TopK}.");
    }
}
