using System.CommandLine;
using Slipway.Cli.Projects;

namespace Slipway.Cli.Tests.Projects;

public sealed class ProjectArgumentsTests
{
    [Theory]
    [InlineData("facts --port 1 -- --ner x --port 2", "facts", "--ner x --port 2")]
    [InlineData("facts --port 1", "facts", "")]
    [InlineData("facts --", "facts", "")]
    [InlineData("-- -model.onnx", "-model.onnx", "")]
    [InlineData("a b -- c", "a b", "c")]
    public void Of_DashesOnTheLine_DivideIt(string line, string paths, string own)
    {
        var path = new Argument<string[]>("PATH") { Arity = ArgumentArity.ZeroOrMore };
        var command = new RootCommand { path, new Option<int>("--port") };
        var result = command.Parse(line.Split(' '));
        var given = ProjectArguments.Of(result, result.GetValue(path)!);
        string.Join(' ', given.Paths).Should().Be(paths);
        string.Join(' ', given.Own).Should().Be(own);
    }
}
