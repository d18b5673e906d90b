using System.CommandLine;

namespace Slipway.Benchmarks.Tokenizers;

/// <summary><c>tokenizers FOLDER FILES</c>: the tokenizers of a folder over texts from files.</summary>
internal static class TokenizersCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "Folders with a tokenizer.json each." };
        var files = new Argument<FileInfo[]>("TEXTS")
        {
            Description = "Files of UTF-8; each paragraph is a text.",
            Arity = ArgumentArity.OneOrMore,
        };
        folder.AcceptExistingOnly();
        files.AcceptExistingOnly();
        var rounds = new Option<int>("--rounds")
        {
            Description = "Of which the median counts.",
            DefaultValueFactory = _ => 5,
        };
        var command = new Command("tokenizers", "Measure our tokenizers beside others, on one thread.")
        {
            folder,
            files,
            rounds,
        };
        command.SetAction(result =>
        {
            var texts = result.GetRequiredValue(files).SelectMany(file => Paragraphs(File.ReadAllText(file.FullName)));
            var run = new TokenizerRun([.. texts], result.GetValue(rounds), TimeSpan.FromSeconds(1));
            run.Run(result.GetRequiredValue(folder).FullName, Console.Out);
        });
        return command;
    }

    private static string[] Paragraphs(string text) =>
        text.ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
