/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every public class, method and field of an exported package says what it is. */
class JavadocTest {
  private static final Path SOURCES = Path.of("src/main/java/ai/synadb");
  private static final List<String> EXPORTED = List.of("", "error", "inspect");

  @Test
  void everythingPublicIsDocumented() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String p : EXPORTED) {
      try (Stream<Path> all = Files.list(SOURCES.resolve(p))) {
        all.filter(f -> f.toString().endsWith(".java")).forEach(files::add);
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> missing = new ArrayList<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(docs, missing).scan(unit, null);
      }
    }

    assertThat(files).hasSizeGreaterThan(30);
    assertThat(missing).isEmpty();
  }

  private static final class Scanner extends TreePathScanner<Void, Void> {
    private final DocTrees docs;
    private final List<String> missing;

    Scanner(DocTrees docs, List<String> missing) {
      this.docs = docs;
      this.missing = missing;
    }

    @Override
    public Void visitClass(ClassTree c, Void p) {
      if (!isVisible(c.getModifiers()) && !isInInterface()) {
        return null;
      }
      require(c.getSimpleName().toString());
      return super.visitClass(c, p);
    }

    @Override
    public Void visitMethod(MethodTree m, Void p) {
      boolean overrides =
          m.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      if ((isVisible(m.getModifiers()) || isInInterface()) && !overrides && !isCompact(m)) {
        require(m.getName().toString());
      }
      return null;
    }

    /** The compact constructor of a record is documented by the record's parameters. */
    private boolean isCompact(MethodTree m) {
      return m.getReturnType() == null && enclosing() == Tree.Kind.RECORD;
    }

    @Override
    public Void visitVariable(VariableTree v, Void p) {
      boolean component = enclosing() == Tree.Kind.RECORD;
      if (!component && (isVisible(v.getModifiers()) || isInInterface())) {
        require(v.getName().toString());
      }
      return null;
    }

    private Tree.Kind enclosing() {
      return getCurrentPath().getParentPath().getLeaf().getKind();
    }

    private boolean isInInterface() {
      return enclosing() == Tree.Kind.INTERFACE;
    }

    private static boolean isVisible(ModifiersTree m) {
      return m.getFlags().contains(Modifier.PUBLIC) || m.getFlags().contains(Modifier.PROTECTED);
    }

    private void require(String name) {
      TreePath path = getCurrentPath();
      String comment = docs.getDocComment(path);
      if (comment == null || comment.isBlank()) {
        missing.add(
            path.getCompilationUnit().getSourceFile().getName().replaceAll(".*/", "")
                + ": "
                + name);
      }
    }
  }
}
