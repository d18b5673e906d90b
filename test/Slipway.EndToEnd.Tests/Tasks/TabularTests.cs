using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>The sample of a tabular model, in the words of its records.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class TabularTests(ModelsFixture models)
{
    private const string Header = "sepal_length,sepal_width,petal_length,petal_width";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Iris_Record_IsAnsweredByItsSpecies()
    {
        var (status, body) = await PostAsync(
            """{"sepal_length": 5.4, "sepal_width": 3.9, "petal_length": 1.7, "petal_width": 0.4}"""
        );
        status.Should().Be(HttpStatusCode.OK, body);
        using var answer = JsonDocument.Parse(body);
        answer.RootElement.GetProperty("label").GetString().Should().Be("setosa");
        answer.RootElement.GetProperty("score").GetDouble().Should().BeApproximately(0.9971539, 1e-5);
        answer
            .RootElement.GetProperty("probabilities")
            .EnumerateObject()
            .Select(probability => probability.Name)
            .Should()
            .Equal("setosa", "versicolor", "virginica");
    }

    [Theory]
    [InlineData("application/json", "[[5.4, 3.9, 1.7, 0.4], [6.2, 3.4, 5.4, 2.3]]", """["setosa","virginica"]""")]
    [InlineData("text/csv", Header + "\r\n5.4,3.9,1.7,0.4\r\n6.2,3.4,5.4,2.3\r\n", """["setosa","virginica"]""")]
    [InlineData(
        "text/csv",
        "petal_width,petal_length,sepal_width,sepal_length\n2.3,5.4,3.4,6.2\n",
        """["virginica"]"""
    )]
    public async Task Iris_ManyRecords_AreAnsweredInOrder(string type, string body, string labels)
    {
        var (status, answer) = await PostAsync(body, type);
        status.Should().Be(HttpStatusCode.OK, answer);
        using var document = JsonDocument.Parse(answer);
        var found = document.RootElement.EnumerateArray().Select(one => $"\"{one.GetProperty("label").GetString()}\"");
        $"[{string.Join(',', found)}]".Should().Be(labels);
    }

    [Fact]
    public async Task Iris_CsvIn_CsvOut()
    {
        var (_, answer) = await PostAsync($"{Header}\n5.4,3.9,1.7,0.4\n6.2,3.4,5.4,2.3\n", "text/csv", "text/csv");
        var lines = answer.TrimEnd().Split("\r\n");
        lines[0].Should().Be("label,score,probability_setosa,probability_versicolor,probability_virginica");
        lines.Skip(1).Select(line => line.Split(',')[0]).Should().Equal("setosa", "virginica");
    }

    [Fact]
    public async Task Iris_JsonLines_OneAnswerForEach()
    {
        var (_, answer) = await PostAsync("[5.4, 3.9, 1.7, 0.4]\n[1]\n[6.2, 3.4, 5.4, 2.3]\n", "application/x-ndjson");
        var lines = answer.TrimEnd().Split('\n');
        lines.Should().HaveCount(3);
        lines[0].Should().Contain("setosa");
        lines[1].Should().StartWith("""{"error":"it has 1 values""");
        lines[2].Should().Contain("virginica");
    }

    [Fact]
    public async Task Iris_WrongRecords_AreAllNamedAtOnce()
    {
        var (status, body) = await PostAsync(
            $"{Header}\n5.4,tall,1.7,0.4\n6.2,3.4,5.4,2.3\n,3.4,5.4,wide\n",
            "text/csv"
        );
        status.Should().Be(HttpStatusCode.BadRequest);
        using var document = JsonDocument.Parse(body);
        document
            .RootElement.GetProperty("error")
            .GetString()
            .Should()
            .Be(
                "Line 2: 'sepal_width' is \"tall\", where a number is due. Line 4: 'sepal_length' has no value, where a number "
                    + "is due; 'petal_width' is \"wide\", where a number is due."
            );
    }

    [Fact]
    public async Task Iris_TwentyThousandRows_AreAnswered()
    {
        var csv = new StringBuilder(Header).Append('\n');
        for (var row = 0; row < 20_000; row++)
        {
            csv.Append(row % 2 == 0 ? "5.4,3.9,1.7,0.4\n" : "6.2,3.4,5.4,2.3\n");
        }

        var (_, answer) = await PostAsync(csv.ToString(), "text/csv", "text/csv");
        var labels = answer.TrimEnd().Split("\r\n").Skip(1).Select(line => line.Split(',')[0]).ToList();
        labels.Should().HaveCount(20_000);
        labels.Where((label, row) => label != (row % 2 == 0 ? "setosa" : "virginica")).Should().BeEmpty();
    }

    private async Task<(HttpStatusCode, string)> PostAsync(
        string body,
        string type = "application/json",
        string? accept = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/models/iris")
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        if (accept is not null)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var response = await models.Http.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
