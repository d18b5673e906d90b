using System.Text.Json.Serialization;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Configuration;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Configuration;

public sealed partial class ModelConfigReaderTests
{
    [Fact]
    public void Parse_Nothing_GivesTheDefaults()
    {
        var config = Parse("");
        config.Name.Should().BeNull();
        config.Scheduling.MaxQueue.Should().Be(1000);
        config.Scheduling.MaxConcurrency.Should().BeNull();
        config.Sections.Should().BeEmpty();
    }

    [Fact]
    public void Parse_EverySetting_IsBound()
    {
        var config = Parse(
            """
            name: digits
            description: "Reads: one digit"
            file: nets/model.fake
            runtime: fake
            scheduling: { max_concurrency: 3, max_queue: 7 }
            outputs:
              probabilities:
                description: Of each digit.
                labels: ["0", "1"]
            fake:
              threads: 2
            """
        );
        config.Name.Should().Be("digits");
        config.Description.Should().Be("Reads: one digit");
        config.File.Should().Be("nets/model.fake");
        config.Scheduling.MaxConcurrency.Should().Be(3);
        config.Scheduling.MaxQueue.Should().Be(7);
        config.Outputs["probabilities"].Labels.Should().Equal("0", "1");
        config.Sections["fake"].GetProperty("threads").GetInt32().Should().Be(2);
    }

    [Fact]
    public void Parse_SeveralErrors_AreReportedAtOnceWithTheirLines()
    {
        var parse = () =>
            Parse(
                """
                nmae: digits
                scheduling:
                  max_queue: many
                  max_wait: 3
                fake:
                  thread: 2
                """
            );
        parse
            .Should()
            .Throw<ServingException>()
            .WithMessage("*line 1: nmae*known: name*")
            .WithMessage("*line 3: scheduling.max_queue: \"many\" is not a whole number*")
            .WithMessage("*line 4: scheduling.max_wait*")
            .WithMessage("*line 6: fake.thread*known: threads*")
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
    }

    [Theory]
    [InlineData("name: [1", "*line *column*")]
    [InlineData("- a\n- b", "*top level*")]
    [InlineData("a: 1\n---\nb: 2", "*several documents*")]
    [InlineData("scheduling: {max_queue: -1}", "*max_queue*0 or more*")]
    [InlineData("scheduling: {max_concurrency: 0}", "*max_concurrency*1 or more*")]
    [InlineData("name: 3", "*name: 3 is not a text*")]
    public void Parse_WrongYaml_SaysWhatAndWhere(string yaml, string message) => FluentThrow(yaml).WithMessage(message);

    [Fact]
    public void Parse_AliasBomb_IsRefusedInBoundedWork()
    {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (var i = 1; i < 12; i++)
        {
            yaml += $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n";
        }

        FluentThrow(yaml).WithMessage("*expands too far*");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Parse_NestedAsDeepAsTheFileAllows_IsRefused(string level)
    {
        var yaml = string.Concat(Enumerable.Repeat(level, (1 << 20) / level.Length));
        FluentThrow(yaml).WithMessage("*model.yaml*nested too deeply*");
    }

    [Fact]
    public void Parse_LongKeyOverManyValues_IsRefusedInBoundedMemory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentThrow($"? {new string('k', 500_000)}\n: [{string.Concat(Enumerable.Repeat("1,", 50_000))}]")
            .WithMessage("*too long*");
        FluentThrow($"name: &a {new string('v', 500_000)}\ninputs: {{{Inputs(2000)}}}")
            .WithMessage("*expands too far*");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(500 << 20);

        static string Inputs(int count) =>
            string.Join(", ", Enumerable.Range(0, count).Select(i => $"x{i}: {{labels: *a}}"));
    }

    [Fact]
    public void Parse_KeysWithNothingBehindThem_SayNothing()
    {
        var config = Parse("name:\nscheduling:\ninputs:\n  x:\n  y:\n    description:\nfake:\n");
        config.Name.Should().BeNull();
        config.Scheduling.MaxQueue.Should().Be(1000);
        config.Inputs.Keys.Should().Equal("y");
        config.Sections.Should().BeEmpty();
    }

    [Fact]
    public void Parse_EmptyEntryInAList_IsRefused() =>
        FluentThrow("outputs:\n  y:\n    labels: [a, ]\n    description: d\ninputs:\n  x:\n    labels: [~]")
            .WithMessage("*line 7: inputs.x.labels[0]*empty*");

    private static AwesomeAssertions.Specialized.ExceptionAssertions<ServingException> FluentThrow(string yaml)
    {
        var parse = () => Parse(yaml);
        return parse.Should().Throw<ServingException>();
    }

    private static ModelConfig Parse(string yaml)
    {
        using var text = new StringReader(yaml);
        return ModelConfigReader.Parse(text, "model.yaml", [new FakeRuntime(FakeContext.Default.FakeSection)]);
    }

    private sealed record FakeSection(int Threads);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(FakeSection))]
    private sealed partial class FakeContext : JsonSerializerContext;
}
