// Takes out of an assembly's XML documentation what no user can reach: the compiler writes the comments of internal members into it, too.
// Usage: dotnet PublicDocs.dll Assembly.dll Assembly.xml

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

using var file = new PEReader(File.OpenRead(args[0]));
var reader = file.GetMetadataReader();
var visible = new HashSet<string>(reader.TypeDefinitions.SelectMany(MembersOf), StringComparer.Ordinal);
var document = XDocument.Load(args[1], LoadOptions.PreserveWhitespace);
foreach (var member in document.Descendants("member").ToList())
{
    if (!visible.Contains(WithoutSignature((string)member.Attribute("name")!)))
        member.Remove();
}
document.Save(args[1]);

// The ids that documentation has for a visible type and its visible members, without the types of parameters: "M:Space.Type.Method/2".
IEnumerable<string> MembersOf(TypeDefinitionHandle handle)
{
    var type = reader.GetTypeDefinition(handle);
    if (!IsVisible(type))
        return [];
    var name = NameOf(type);
    var methods = type.GetMethods().Select(reader.GetMethodDefinition).Where(method => IsReachable(method.Attributes)).ToList();
    var accessors = methods.Select(method => reader.GetString(method.Name)).ToHashSet(StringComparer.Ordinal);
    return new[] { $"T:{name}/0" }
        .Concat(methods.Select(method => $"M:{name}.{MethodName(method)}/{ParametersOf(method)}"))
        .Concat(type.GetFields().Select(reader.GetFieldDefinition).Where(field => IsReachable((MethodAttributes)(int)field.Attributes))
            .Select(field => $"F:{name}.{reader.GetString(field.Name)}/0"))
        .Concat(type.GetProperties().Select(property => reader.GetString(reader.GetPropertyDefinition(property).Name))
            .Where(property => accessors.Contains($"get_{property}") || accessors.Contains($"set_{property}"))
            .SelectMany(property => new[] { $"P:{name}.{property}/0", $"P:{name}.{property}/1" }))
        .Concat(type.GetEvents().Select(e => reader.GetString(reader.GetEventDefinition(e).Name))
            .Where(e => accessors.Contains($"add_{e}")).Select(e => $"E:{name}.{e}/0"));
}

bool IsVisible(TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
{
    TypeAttributes.Public => true,
    TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
        IsVisible(reader.GetTypeDefinition(type.GetDeclaringType())),
    _ => false,
};

static bool IsReachable(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask)
    is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

string NameOf(TypeDefinition type) => type.GetDeclaringType() is { IsNil: false } outer
    ? $"{NameOf(reader.GetTypeDefinition(outer))}.{reader.GetString(type.Name)}"
    : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";

string MethodName(MethodDefinition method) => reader.GetString(method.Name).Replace('.', '#');

int ParametersOf(MethodDefinition method)
{
    var signature = reader.GetBlobReader(method.Signature);
    if (signature.ReadSignatureHeader().IsGeneric)
        signature.ReadCompressedInteger();
    return signature.ReadCompressedInteger();
}

// "M:Space.Type.Method``1(System.Func{A,B},System.Int32)" has two parameters: commas inside braces do not count.
static string WithoutSignature(string id)
{
    var end = id.IndexOf('(', StringComparison.Ordinal);
    var (name, depth, parameters) = (end < 0 ? id.Split('~')[0] : id[..end], 0, end < 0 ? 0 : 1);
    foreach (var c in end < 0 ? "" : id[end..])
    {
        depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
        parameters += c == ',' && depth == 0 ? 1 : 0;
    }
    var arity = name.IndexOf("``", StringComparison.Ordinal);
    return $"{(arity < 0 ? name : name[..arity])}/{parameters}";
}
