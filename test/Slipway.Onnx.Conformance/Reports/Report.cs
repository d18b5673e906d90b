using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Onnx.Conformance.Reports;

/// <summary>Cases a transport was asked to carry, and those of them that agree.</summary>
internal sealed record TransportCount(string Name, int Asked, int Agreed);

/// <summary>All that a run found.</summary>
internal sealed record Report(
    int Found,
    int Carried,
    int EnginePasses,
    int Agree,
    IReadOnlyList<TransportCount> Transports,
    IReadOnlyList<CaseResult> Cases
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Every case that the engine passes agrees, and there is at least one.</summary>
    [JsonIgnore]
    public bool IsComplete => Agree == EnginePasses && Agree > 0;

    public static Report Of(IReadOnlyList<CaseResult> cases)
    {
        var carried = cases.Count(result => result.Outcome != Outcome.NotCarried);
        return new Report(
            cases.Count,
            carried,
            carried - cases.Count(result => result.Outcome == Outcome.EngineFails),
            cases.Count(result => result.Outcome == Outcome.Agrees),
            [
                .. cases
                    .SelectMany(result => result.Transports.GroupBy(call => call.Transport))
                    .GroupBy(calls => calls.Key)
                    .Select(calls => new TransportCount(
                        calls.Key,
                        calls.Count(),
                        calls.Count(group => group.All(call => call.Problem is null))
                    )),
            ],
            cases
        );
    }

    public void Save(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, Json));
}
