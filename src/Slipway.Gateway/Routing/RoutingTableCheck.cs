using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Routing;

/// <summary>What is wrong with a table, before anything of it is used.</summary>
internal static class RoutingTableCheck
{
    /// <returns>Sentences; empty where all is well.</returns>
    public static IEnumerable<string> Problems(RoutingTable table)
    {
        foreach (var name in Twice(table.Services.Select(service => service.Service)))
        {
            yield return $"There are two services with the name '{name}'.";
        }

        var models = table.Services.SelectMany(service => service.Models);
        foreach (var name in Twice(models.Concat(table.Pipelines.Select(pipeline => pipeline.Name))))
        {
            yield return $"Two services or pipelines answer to the name '{name}'.";
        }

        foreach (var service in table.Services)
        {
            foreach (var number in Twice(service.Revisions.Select(each => each.Revision)))
            {
                yield return $"Service '{service.Service}' has revision {number} twice.";
            }

            foreach (var revision in service.Revisions)
            {
                if (!double.IsFinite(revision.Weight) || revision.Weight < 0)
                    yield return $"Revision {revision.Revision} of '{service.Service}' has the weight {revision.Weight}.";
                foreach (var replica in Twice(revision.Endpoints.Select(each => each.Replica)))
                {
                    yield return $"Revision {revision.Revision} of '{service.Service}' has the replica '{replica}' twice.";
                }

                foreach (var address in revision.Endpoints.SelectMany(each => new[] { each.Http, each.Grpc }))
                {
                    if (!IsAddress(address))
                        yield return $"'{address}' of '{service.Service}' is no address such as http://127.0.0.1:40001.";
                }
            }
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address.PathAndQuery == "/";

    private static IEnumerable<T> Twice<T>(IEnumerable<T> values) =>
        values.GroupBy(value => value).Where(group => group.Skip(1).Any()).Select(group => group.Key);
}
