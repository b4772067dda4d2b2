using HospitalChain.Bench;
using HospitalChain.Crypto.Native;

// Each group is one file with a method that measures and returns its rows.
(string Name, Func<IReadOnlyList<BenchRow>> Measure)[] groups =
[
    ("content", ContentGroup.Measure), // first: it measures memory above that of a process that did nothing
    ("l19", L19Group.Measure),
    ("bc22", Bc22Group.Measure),
    ("p21", P21Group.Measure),
    ("bytes", BytesGroup.Measure),
    ("chain", ChainGroup.Measure),
    ("documents", DocumentsGroup.Measure),
];

if (!BenchOptions.TryParse(args, [.. groups.Select(group => group.Name)], out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

BlstLibrary.Check();
List<BenchRow> rows = [];
foreach (var (name, measure) in groups)
{
    if (options.Only is null || options.Only == name)
    {
        rows.AddRange(measure());
    }
}

BenchReport.Print(rows, Console.Out);
if (options.JsonPath is { } path)
{
    BenchReport.WriteJson(rows, path);
}

return 0;
