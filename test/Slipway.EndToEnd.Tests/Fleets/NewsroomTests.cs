using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>The sample fleet, with the program of its project as the tests build it.</summary>
public sealed class NewsroomTests
{
    private const string Text = "John Smith joined Reuters in London on 3 May 2024.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Newsroom_ItsPipeline_AnswersOneDocument()
    {
        var sample = Path.Combine(Checkout.Root, "samples", "newsroom", "slipway.yaml");
        var manifest = await File.ReadAllTextAsync(sample, Token);
        await using var fleet = new TestFleet();
        fleet.Write(
            manifest
                .Replace(
                    "project: ../models/facts",
                    $"project: '{Path.GetDirectoryName(Checkout.SampleProgram("Facts"))}'",
                    StringComparison.Ordinal
                )
                .Replace("../models", Checkout.Sample(""), StringComparison.Ordinal)
                + "\ngateway: { port: 0, grpc_port: 0 }\n"
        );
        var up = await fleet.UpAsync(Token);

        up.Output.Should()
            .Contain($"Try: curl -s {fleet.Http}/models/extract -H 'Content-Type: application/json' -d '");
        using var http = new HttpClient();
        using var answer = await http.PostAsync(
            $"{fleet.Http}/models/extract",
            new StringContent(new JsonObject { ["text"] = Text }.ToJsonString()),
            Token
        );
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
        document["entities"]!
            .AsArray()
            .Select(entity => entity!["text"]!.GetValue<string>())
            .Should()
            .Equal("John Smith", "Reuters", "London");
        document["fields"]!
            .AsArray()
            .Should()
            .ContainSingle(field => field!["value"]!.GetValue<string>() == "2024-05-03");
        document["relations"]!
            .AsArray()
            .Should()
            .Contain(relation => relation!["type"]!.GetValue<string>() == "works_for");
        document["topic"]!.GetValue<string>().Should().NotBeEmpty();
    }
}
