using System.Text.Json.Nodes;
using Slipway.Kubernetes.Applying;

namespace Slipway.Kubernetes.Tests.Applying;

public sealed class FieldDiffTests
{
    [Fact]
    public void Between_WhatServersWrite_IsNoChange()
    {
        var changes = Between(
            """{"metadata":{"name":"a","resourceVersion":"1","generation":1,"uid":"x","managedFields":[]},"status":{"replicas":1}}""",
            """{"metadata":{"name":"a","resourceVersion":"2","generation":2,"uid":"y","managedFields":[{}]},"status":{"replicas":2}}"""
        );

        changes.Should().BeEmpty();
    }

    [Fact]
    public void Between_Fields_ArePathsWithBothValues()
    {
        var changes = Between(
            """{"metadata":{"labels":{"app.kubernetes.io/name":"a"}},"spec":{"replicas":1,"gone":true,"same":[1,2]}}""",
            """{"metadata":{"labels":{"app.kubernetes.io/name":"b"}},"spec":{"replicas":2,"new":{"x":1},"same":[1,2]}}"""
        );

        changes
            .Should()
            .Equal(
                new FieldChange("metadata.labels[app.kubernetes.io/name]", "a", "b"),
                new FieldChange("spec.replicas", "1", "2"),
                new FieldChange("spec.gone", "true", null),
                new FieldChange("spec.new", null, """{"x":1}""")
            );
    }

    [Fact]
    public void Between_ListsOfNamedEntries_AreComparedByName()
    {
        var changes = Between(
            """{"spec":{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}}""",
            """{"spec":{"env":[{"name":"C","value":"3"},{"name":"B","value":"4"},{"name":"A","value":"1"}]}}"""
        );

        changes
            .Should()
            .BeEquivalentTo([
                new FieldChange("spec.env[B].value", "2", "4"),
                new FieldChange("spec.env[C]", null, """{"name":"C","value":"3"}"""),
            ]);
    }

    [Fact]
    public void Between_TheSameEntriesInAnotherOrder_SaysSo()
    {
        var changes = Between(
            """{"spec":{"env":[{"name":"A"},{"name":"B"}]}}""",
            """{"spec":{"env":[{"name":"B"},{"name":"A"}]}}"""
        );

        changes.Should().Equal(new FieldChange("spec.env", "A, B", "B, A"));
    }

    [Fact]
    public void Between_OtherLists_AreComparedByPlaceOrWhole()
    {
        Between("""{"args":["a","b"]}""", """{"args":["a","c"]}""")
            .Should()
            .Equal(new FieldChange("args[1]", "b", "c"));
        Between("""{"args":["a"]}""", """{"args":["a","c"]}""")
            .Should()
            .Equal(new FieldChange("args", """["a"]""", """["a","c"]"""));
    }

    [Fact]
    public void Between_Secrets_NeverHasTheirValues()
    {
        var changes = Between(
            """{"metadata":{"annotations":{"last":"c2VjcmV0"},"labels":{"a":"1"}},"data":{"key":"c2VjcmV0","old":"b2xk"}}""",
            """{"metadata":{"annotations":{"last":"bmV3"},"labels":{"a":"2"}},"data":{"key":"bmV3","more":"bW9yZQ=="}}""",
            isSecret: true
        );

        changes.Select(each => each.Path).Should().Contain(["data.key", "data.old", "data.more", "metadata.labels.a"]);
        string.Concat(changes.Select(each => $"{each.Before} {each.After}"))
            .Should()
            .NotContainAny("c2VjcmV0", "bmV3", "b2xk", "bW9yZQ")
            .And.Contain("2");
    }

    private static IReadOnlyList<FieldChange> Between(string before, string after, bool isSecret = false) =>
        FieldDiff.Between(JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject(), isSecret);
}
