using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Resources.Schemas;

/// <summary>What a schema asks beyond types: bounds, keys of lists, and rules in the Common Expression Language.</summary>
internal static class SchemaRules
{
    private const string Quantity = @"^[1-9][0-9]*(Ki|Mi|Gi|Ti|k|M|G|T)?$";

    public static void AddToService(JsonObject root)
    {
        Rule(root, "self.metadata.name.size() <= 40", "names are at most 40 characters long: revisions add to them");
        var spec = At(root, "spec");
        Rule(spec, "has(self.image) != has(self.model)", "exactly one of image and model says what is served");
        Rule(
            spec,
            "!(has(self.replicas) && has(self.scaling))",
            "the number of replicas is either set (replicas) or reckoned (scaling)"
        );
        Rule(
            At(spec, "model"),
            "(has(self.artifact) ? 1 : 0) + (has(self.address) ? 1 : 0) + (has(self.claim) ? 1 : 0) == 1",
            "exactly one of artifact, address and claim says where the model is"
        );
        Rule(
            At(spec, "model"),
            "!has(self.address) || self.address.matches('^(s3|az|https|http)://.')",
            "an address begins with s3://, az://, https:// or http://; a model in a registry is an artifact"
        );
        Rule(
            At(spec, "model"),
            "!has(self.delivery) || self.delivery != 'ImageVolume' || has(self.artifact)",
            "only an artifact can be an image volume"
        );
        Rule(At(spec, "model", "claim"), "has(self.name) && self.name != ''", "the claim's name is missing");
        Rule(
            At(spec, "scaling"),
            "(has(self.min) ? self.min : 1) <= (has(self.max) ? self.max : 4)",
            "min must not be over max (defaults: 1 and 4)"
        );
        const string byAutoscaler =
            "has(self.autoscale) && has(self.autoscale.metric) && self.autoscale.metric != 'Requests'";
        Rule(
            spec,
            $"!({byAutoscaler}) || has(self.scaling)",
            "autoscale says by what scaling reckons, and there is no scaling"
        );
        Rule(
            spec,
            $"!({byAutoscaler} && has(self.scaling) && has(self.scaling.min) && self.scaling.min == 0)",
            "a HorizontalPodAutoscaler wakes nothing up: min 0 needs autoscale.metric Requests"
        );
        Rule(
            At(spec, "traffic", "sticky"),
            "has(self.header) != has(self.cookie)",
            "callers are told apart by exactly one of header and cookie"
        );
        Rule(
            spec,
            "!has(self.cache) || (has(self.model) && !has(self.model.claim) && (!has(self.model.delivery) || self.model.delivery == 'Fetch'))",
            "a cache keeps a model that the server fetches: one of an artifact or an address"
        );
        RouteRules(spec, byAutoscaler);
        At(spec, "cache", "size")["pattern"] = Quantity;
        Rule(
            At(spec, "networkPolicy", "egress")["items"]!.AsObject(),
            "has(self.cidr) != has(self.namespace)",
            "exactly one of cidr and namespace says where to"
        );
        var steps = At(spec, "rollout", "steps");
        Rule(steps, "self.all(step, step > 0.0 && step < 100.0)", "steps are percents over 0 and under 100");
        steps["maxItems"] = 50;
        At(spec, "imagePullPolicy")["enum"] = new JsonArray("Always", "IfNotPresent", "Never");
        Least(0, spec, ["replicas"], ["scaling", "min"], ["revisionHistoryLimit"], ["traffic", "retries", "attempts"]);
        Least(
            1,
            spec,
            ["scaling", "max"],
            ["traffic", "maxInFlight"],
            ["health", "failures"],
            ["modelBytes"],
            ["autoscale", "cpuPercent"]
        );
        Keys(At(spec, "env"), "name");
        Conditions(root);
        foreach (
            var path in (string[][])
                [
                    ["release", "state"],
                    ["release", "config"],
                    ["release", "counts"],
                    ["release", "before"],
                ]
        )
        {
            Close(At(root, ["status", .. path]));
        }

        var revisions = At(root, "status", "revisions");
        Keys(revisions, "number");
        Close(revisions["items"]!["properties"]!["template"]!.AsObject());
    }

    public static void AddToPipeline(JsonObject root)
    {
        Rule(
            At(root, "spec"),
            "has(self.nodes) && 'root' in self.nodes",
            "there is no node 'root', which is asked first"
        );
        Conditions(root);
    }

    // What Slipway's gateways do, no other Gateway does.
    private static void RouteRules(JsonObject spec, string byAutoscaler)
    {
        Rule(
            At(spec, "route"),
            "has(self.gateway) && self.gateway != ''",
            "route names the Gateway that splits the traffic"
        );
        Rule(
            spec,
            $"!(has(self.route) && has(self.scaling)) || ({byAutoscaler})",
            "where a Gateway splits the traffic nobody counts requests: scaling needs autoscale.metric Cpu or Concurrency"
        );
        Rule(
            spec,
            "!(has(self.route) && has(self.traffic))",
            "traffic says how Slipway's gateways treat requests, and route that another Gateway has them"
        );
        Rule(
            spec,
            "!(has(self.route) && has(self.rollout) && has(self.rollout.strategy) && self.rollout.strategy == 'Shadow')",
            "a Gateway's routes bring no answers of copied requests to compare: strategy Shadow needs Slipway's gateways"
        );
        Rule(
            spec,
            "!(has(self.route) && has(self.rollout) && has(self.rollout.gates) && has(self.rollout.gates.agreement))",
            "a Gateway's routes bring no answers of copied requests to compare: gates.agreement needs Slipway's gateways"
        );
    }

    private static void Conditions(JsonObject root) => Keys(At(root, "status", "conditions"), "type");

    private static void Rule(JsonObject node, string rule, string message)
    {
        var rules = node["x-kubernetes-validations"] as JsonArray ?? [];
        node["x-kubernetes-validations"] = rules;
        rules.Add((JsonNode)new JsonObject { ["rule"] = rule, ["message"] = message });
    }

    private static void Least(int least, JsonObject node, params string[][] paths)
    {
        foreach (var path in paths)
        {
            At(node, path)["minimum"] = least;
        }
    }

    private static void Keys(JsonObject list, string key)
    {
        list["x-kubernetes-list-type"] = "map";
        list["x-kubernetes-list-map-keys"] = new JsonArray(key);
        var item = list["items"]!.AsObject();
        if (item["required"] is not JsonArray)
            item["required"] = new JsonArray(key);
    }

    // What only the operator reads may change its form with it.
    private static void Close(JsonObject node)
    {
        node.Remove("properties");
        node["x-kubernetes-preserve-unknown-fields"] = true;
    }

    private static JsonObject At(JsonObject node, params string[] path) =>
        path.Aggregate(
            node,
            (at, name) =>
                at["properties"]?[name]?.AsObject()
                ?? throw new InvalidOperationException($"The schema has no {string.Join('.', path)}.")
        );
}
