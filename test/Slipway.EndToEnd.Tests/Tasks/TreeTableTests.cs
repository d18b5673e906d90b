using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Models of XGBoost with names for their features are tables without a word of configuration.</summary>
public sealed class TreeTableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task XGBoost_FeatureNamesInItsFile_AreColumns()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "income.json"), Stump);
        await using var server = await ServerProcess.StartAsync([Path.Combine(folder.Path, "income.json")]);
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        using var content = new StringContent("age,income\n30,10\n50,\n", Encoding.UTF8, "text/csv");
        using var response = await http.PostAsync("/models/income", content, Token);
        var body = await response.Content.ReadAsStringAsync(Token);
        using var answer = JsonDocument.Parse(body);
        answer
            .RootElement.EnumerateArray()
            .Select(row => row.GetProperty("value").GetDouble())
            .Should()
            .Equal([1, 2], body);
    }

    // age < 40 ? 1 : 2
    private const string Stump = """
        {"learner": {"attributes": {}, "feature_names": ["age", "income"], "feature_types": ["float", "float"],
          "gradient_booster": {"model": {"gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "1"},
            "iteration_indptr": [0, 1], "tree_info": [0],
            "trees": [{"base_weights": [0, 1, 2], "categories": [], "categories_nodes": [], "categories_segments": [],
              "categories_sizes": [], "default_left": [0, 0, 0], "id": 0, "left_children": [1, -1, -1],
              "loss_changes": [1, 0, 0], "parents": [2147483647, 0, 0], "right_children": [2, -1, -1],
              "split_conditions": [40, 1, 2], "split_indices": [0, 0, 0], "split_type": [0, 0, 0], "sum_hessian": [2, 1, 1],
              "tree_param": {"num_deleted": "0", "num_feature": "2", "num_nodes": "3", "size_leaf_vector": "1"}}]},
            "name": "gbtree"},
          "learner_model_param": {"base_score": "0", "boost_from_average": "1", "num_class": "0", "num_feature": "2", "num_target": "1"},
          "objective": {"name": "reg:squarederror", "reg_loss_param": {"scale_pos_weight": "1"}}},
         "version": [2, 0, 3]}
        """;
}
