using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Files;
using Slipway.Tasks.Text.Inputs;
using Slipway.Tasks.Text.Options;
using Slipway.Tasks.Text.Words;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.Encoders;

/// <summary>Finds and loads what makes tokens for a model.</summary>
internal static class EncoderLoader
{
    /// <exception cref="ServingException">There is none, or its files are wrong.</exception>
    public static ITextEncoder Load(TaskContext context, TextOptions options, TransformerConfig config, InputMap inputs)
    {
        if (options.Vocabulary != TextVocabulary.Subwords && FindWords(context.Package, options) is { } words)
        {
            return inputs.Has(InputRole.Characters) && words.Characters is null
                ? throw Missing(
                    $"The model takes characters, but there is no {WordTokenizer.CharactersFile} beside it."
                )
                : new WordEncoder(words, inputs.CharactersPerToken);
        }

        if (options.Vocabulary == TextVocabulary.Words)
            throw Missing(
                $"'vocabulary: words' asks for {WordTokenizer.WordsFile} beside the model, which is not there."
            );
        return inputs.Has(InputRole.Characters)
            ? throw Missing(
                $"The model takes characters of words, but there is no {WordTokenizer.WordsFile} beside it."
            )
            : new TokenizerEncoder(LoadTokenizer(context.Package, options), config.PadTokenId);
    }

    private static WordTokenizer? FindWords(ModelPackage package, TextOptions options) =>
        Folders(package, options).Select(WordTokenizer.Find).FirstOrDefault(found => found is not null);

    private static Tokenizer LoadTokenizer(ModelPackage package, TextOptions options)
    {
        if (options.Tokenizer is { } named && PackageFolders.Named(package, named) is { } file && File.Exists(file))
            return TokenizerLoader.Load(file);
        var folder =
            Folders(package, options).FirstOrDefault(TokenizerLoader.Exists)
            ?? throw Missing(
                "There is no tokenizer beside the model: put its tokenizer.json there, or say where it is with 'tokenizer:' in "
                    + "the task's section of model.yaml."
            );
        return TokenizerLoader.LoadFolder(folder);
    }

    private static IReadOnlyList<string> Folders(ModelPackage package, TextOptions options)
    {
        if (options.Tokenizer is not { } named)
            return PackageFolders.Of(package);
        var path =
            PackageFolders.Named(package, named)
            ?? throw Missing($"'tokenizer: {named}' names nothing that is in the package of the model.");
        return [Directory.Exists(path) ? path : Path.GetDirectoryName(path)!];
    }

    private static ServingException Missing(string message) =>
        new(ServingErrorCode.FailedPrecondition, message) { Reason = "tokenizer-missing" };
}
