using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Slipway.Samples.Rents;

/// <summary>Makes up flats, trains on most of them and writes the model: the same each time.</summary>
internal static class Training
{
    private const int Seed = 7;
    private const int Flats = 5_000;
    private const double Noise = 60;

    private static readonly (string Name, double PerMetre)[] Districts =
    [
        ("centre", 16),
        ("north", 11),
        ("south", 12.5),
        ("harbour", 14),
    ];

    public static void Run(string file)
    {
        var ml = new MLContext(Seed);
        var split = ml.Data.TrainTestSplit(ml.Data.LoadFromEnumerable(MakeUp()), testFraction: 0.2, seed: Seed);
        var pipeline = ml
            .Transforms.Categorical.OneHotEncoding("DistrictCode", nameof(Flat.District))
            .Append(ml.Transforms.Conversion.ConvertType("LiftNumber", nameof(Flat.Lift), DataKind.Single))
            .Append(
                ml.Transforms.Concatenate(
                    "Features",
                    nameof(Flat.Area),
                    nameof(Flat.Rooms),
                    nameof(Flat.Year),
                    "LiftNumber",
                    "DistrictCode"
                )
            )
            .Append(
                ml.Regression.Trainers.FastTree(
                    new FastTreeRegressionTrainer.Options
                    {
                        LabelColumnName = nameof(RentedFlat.Rent),
                        NumberOfTrees = 200,
                        NumberOfLeaves = 16,
                        LearningRate = 0.1,
                        // More would add up in another order.
                        NumberOfThreads = 1,
                    }
                )
            );
        var model = pipeline.Fit(split.TrainSet);
        var figures = ml.Regression.Evaluate(model.Transform(split.TestSet), nameof(RentedFlat.Rent));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"R² {figures.RSquared:0.000}, root mean squared error {figures.RootMeanSquaredError:0.0} (noise {Noise})"
            )
        );
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // With the columns that a request has, not those of the training.
        ml.Model.Save(model, ml.Data.LoadFromEnumerable<Flat>([]).Schema, file);
    }

    private static List<RentedFlat> MakeUp()
    {
        var random = new Random(Seed);
        var flats = new List<RentedFlat>();
        while (flats.Count < Flats)
        {
            var (district, perMetre) = Districts[random.Next(Districts.Length)];
            var area = 20 + (float)Math.Round(130 * random.NextDouble());
            var year = 1900 + random.Next(125);
            var lift = random.Next(2) == 1;
            var age =
                Math.Abs(year - 1960) < 20 ? -120
                : year > 2010 ? 180
                : 0;
            var rent = 150 + (perMetre * area * (1 - (area / 800))) + age + (lift ? 40 : 0);
            // The sum of three has a bell's shape, near enough.
            rent += Noise * 2 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            flats.Add(
                new RentedFlat
                {
                    Area = area,
                    Rooms = 1 + (float)Math.Floor(area / 30),
                    District = district,
                    Year = year,
                    Lift = lift,
                    Rent = (float)rent,
                }
            );
        }

        return flats;
    }

    private sealed class RentedFlat
    {
        public float Area { get; set; }

        public float Rooms { get; set; }

        public string District { get; set; } = "";

        public float Year { get; set; }

        public bool Lift { get; set; }

        public float Rent { get; set; }
    }
}
